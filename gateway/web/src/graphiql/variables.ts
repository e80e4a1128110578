/** What an answer last told, by name: `{{ticket}}` in a variable stands for the last ticket that a mutation answered with. */
export type Memory = Readonly<Record<string, string>>;

type Json =
  string | number | boolean | null | undefined | readonly Json[] | { readonly [name: string]: Json };

/** A UUID v4 (RFC 9562); crypto.randomUUID exists on secure origins only. */
export const uuid = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const placeholder = /^\{\{(\w+)\}\}$/;

/** A placeholder whose value nobody has told yet. */
export class Missing extends Error {
  readonly code = 'placeholder-unknown';
  readonly named: string;

  constructor(named: string) {
    super(`{{${named}}} is not known yet`);
    this.named = named;
  }
}

const valueOf = (text: string, memory: Memory): string => {
  const name = placeholder.exec(text)?.[1];
  if (name === undefined) return text;
  if (name === 'uuid') return uuid();
  const told = memory[name];
  if (told === undefined) throw new Missing(name);
  return told;
};

/** Variables with each `{{uuid}}` made anew and each other placeholder filled from what answers told; throws Missing. */
export const fill = (value: Json, memory: Memory): Json => {
  if (typeof value === 'string') return valueOf(value, memory);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => fill(one, memory));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, memory)]));
};

/** The object of an answer that is called `name` somewhere in it and has an id, nearest to the top first. */
const named = (answer: Json, name: string): { readonly [field: string]: Json } | undefined => {
  let level: readonly Json[] = [answer];
  while (level.length > 0) {
    const objects = level.filter((one) => typeof one === 'object' && one !== null) as {
      readonly [field: string]: Json;
    }[];
    const found = objects
      .map((one) => one[name])
      .find((one) => typeof one === 'object' && one !== null && 'id' in one);
    if (found) return found as { readonly [field: string]: Json };
    level = objects.flatMap((one) => Object.values(one));
  }
  return undefined;
};

/** What an answer tells for the next requests: the ticket, its number, and the clients that were listed. */
export const learn = (answer: Json, memory: Memory): Memory => {
  const ticket = named(answer, 'ticket');
  if (typeof ticket?.['id'] !== 'string') return memory;
  const number = ticket['number'];
  return { ...memory, ticket: ticket['id'], ...(typeof number === 'string' && { number }) };
};
