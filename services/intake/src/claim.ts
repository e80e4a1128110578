import {
  idOf,
  lift,
  noHash,
  parseStream,
  person,
  streamOf,
  type Caller,
  type ClaimKind,
  type ClaimMade,
  type Envelope,
  type PersonEvent,
  type StreamName,
  type TenantId,
} from '@relais/contracts';
import { noStream, stamp, type EventStore } from '@relais/event-store';
import { Fault, refuse, replay, type Refusal } from '@relais/kernel';
import type { Keys } from '@relais/keys';

/** What shall be unique in its tenant, and the stream that is about to carry it. */
export type ClaimWish = {
  readonly kind: ClaimKind;
  /** In clear, in the one form in which equal values are equal (the scalars of the graph see to it). */
  readonly value: string;
  readonly holder: StreamName;
  /** The trace; without it the claim has one of its own. */
  readonly correlation?: string;
};

export type ClaimRefusal = `${ClaimKind}-taken`;

/** Uniqueness over many streams: a claim is a stream of its own, named by a blind index of the value. */
export type Claims = {
  /** The id of the claim's stream, for `PersonData.claims`. */
  readonly id: (tenant: TenantId, kind: ClaimKind, value: string) => Promise<string>;
  /** The stream that carries the value now; null when nobody does, also while it is claimed but not yet carried. */
  readonly holder: (tenant: TenantId, kind: ClaimKind, value: string) => Promise<StreamName | null>;
  /**
   * Null: the value is the holder's, on disk; the event that carries it has to be appended within 10 minutes. The same wish
   * again is granted again. Rejects with the Fault `busy` after 20 lost races.
   */
  readonly make: (
    caller: Pick<Caller, 'tenant' | 'actor'>,
    wish: ClaimWish,
  ) => Promise<Refusal<ClaimRefusal> | null>;
};

type Ports = { readonly store: EventStore; readonly keys: Keys; readonly clock: () => string };

/** Between a claim and the event that carries its value a command may be under way; after so many ms it is not any more. */
const underWay = 600_000;

/** `carried`: its stream has the value. `left`: it had the value, or never will. `open`: nobody can know yet. */
type Standing = 'carried' | 'left' | 'open';

const carries = ({ data }: Envelope<PersonEvent>, id: string): boolean =>
  'claims' in data && data.claims.includes(id);

const ofPerson = (history: readonly Envelope<PersonEvent>[], id: string, since: string): Standing => {
  const { status, claims } = replay(person, history);
  if (claims.includes(id)) return 'carried';
  // Nothing is appended to a person after they were forgotten.
  if (status === 'forgotten') return 'left';
  return history.some((event) => event.recordedAt >= since && carries(event, id)) ? 'left' : 'open';
};

const standingOf = async (store: EventStore, made: Envelope<ClaimMade>, id: string): Promise<Standing> => {
  const { holder } = made.data;
  const history = (await store.read(holder)).map(({ event }) => lift(event));
  if (parseStream(holder)?.kind === 'person')
    return ofPerson(history as Envelope<PersonEvent>[], id, made.recordedAt);
  // A ticket keeps the reference that it was opened with.
  return history.length > 0 ? 'carried' : 'open';
};

const age = (made: Envelope, now: string): number => Date.parse(now) - Date.parse(made.recordedAt);

/** What a wish finds: `taken` by another, its own (`granted`), or something to be written behind. */
const verdict = (
  standing: Standing,
  made: Envelope<ClaimMade>,
  holder: StreamName,
  now: string,
): 'taken' | 'granted' | 'free' => {
  const old = age(made, now);
  if (standing === 'left' || (standing === 'open' && old > underWay)) return 'free';
  if (made.data.holder !== holder) return 'taken';
  // A claim of one's own that grows old is renewed: seen from outside, its command begins anew.
  return standing === 'carried' || old < underWay / 2 ? 'granted' : 'free';
};

/** One claim as it is asked for. */
type Asked = {
  readonly actor: string;
  readonly wish: ClaimWish;
  readonly stream: StreamName;
  readonly id: string;
};

/** Appends behind the claim that was read; false when another one was faster. */
const write = async (
  { store, clock }: Ports,
  { actor, wish, stream }: Asked,
  last: Envelope<ClaimMade> | null,
): Promise<boolean> => {
  const { kind, holder, correlation } = wish;
  const before = last ?? { revision: noStream, hash: noHash, recordedAt: '' };
  // The same claim behind the same one is the same event: a lost reply does no harm.
  const commandId = idOf(
    'claim',
    parseStream(stream)?.tenant ?? '',
    `${stream} ${before.revision} ${holder}`,
  );
  const events = stamp('intake', before, [{ type: 'ClaimMade', data: { kind, holder } }], {
    ...{ stream, commandId, correlation: correlation ?? commandId, caller: { actor }, now: clock() },
  });
  const { answer } = await store.append(stream, before.revision, events);
  return answer === 'written' || answer === 'same';
};

const lastOf = async (store: EventStore, stream: StreamName): Promise<Envelope<ClaimMade> | null> => {
  const [recorded] = await store.read(stream, { backwards: true, limit: 1 });
  return recorded ? (lift(recorded.event) as Envelope<ClaimMade>) : null;
};

const attempt = async (ports: Ports, asked: Asked): Promise<Refusal<ClaimRefusal> | 'again' | null> => {
  const { wish, stream, id } = asked;
  const last = await lastOf(ports.store, stream);
  const found = last && verdict(await standingOf(ports.store, last, id), last, wish.holder, ports.clock());
  if (found === 'taken') return refuse(`${wish.kind}-taken`);
  if (found === 'granted') return null;
  return (await write(ports, asked, last)) ? null : 'again';
};

export const claims = (ports: Ports): Claims => ({
  id: (tenant, kind, value) => ports.keys.blind(tenant, kind, value),

  holder: async (tenant, kind, value) => {
    const id = await ports.keys.blind(tenant, kind, value);
    const last = await lastOf(ports.store, streamOf('claim', tenant, id));
    return last && (await standingOf(ports.store, last, id)) === 'carried' ? last.data.holder : null;
  },

  make: async ({ tenant, actor }, wish) => {
    const id = await ports.keys.blind(tenant, wish.kind, wish.value);
    const stream = streamOf('claim', tenant, id);
    for (let lost = 0; lost < 20; lost += 1) {
      const made = await attempt(ports, { actor, wish, stream, id });
      if (made !== 'again') return made;
    }
    throw new Fault('busy', `others claim the same ${wish.kind} at the same moment, again and again`);
  },
});
