import { randomUUID } from 'node:crypto';
import type { TenantId } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { validate } from 'uuid';
import { operatorOf, type No, type Operator } from './operator.ts';
import type { Found } from './replay.ts';

const find = `query ($id: ID, $mail: Email, $phone: Phone) { person(id: $id, mail: $mail, phone: $phone) { id forgotten } }`;
const forget = `mutation ($input: ForgetPersonInput!) { forgetPerson(input: $input) { ok refusal { text } } }`;

/** A person and whether they were forgotten before. */
export type FoundPerson = Found & { readonly forgotten: boolean };

const named = (written: string): { readonly [name: string]: string } => {
  if (validate(written)) return { id: written };
  return written.includes('@') ? { mail: written } : { phone: written };
};

/** The people of these tenants that an id, a mail or a phone means. */
export const findPerson = async (
  operator: Operator,
  tenants: readonly TenantId[],
  written: string,
): Promise<readonly FoundPerson[]> => {
  const found: FoundPerson[] = [];
  for (const tenant of tenants) {
    const { data } = await operator.federation.ask(find, named(written), operatorOf(tenant));
    const person = data?.['person'] as
      { readonly id: string; readonly forgotten: boolean } | null | undefined;
    if (person) found.push({ tenant, ...person });
  }
  return found;
};

/** Erases what is personal for good; settled when the key is destroyed. */
export const forgetPerson = async (
  operator: Operator,
  { tenant, id, forgotten }: FoundPerson,
): Promise<object | No> => {
  if (forgotten) return { tenant, person: id, forgotten: false };
  const input = { commandId: randomUUID(), personId: id };
  const { errors } = await operator.federation.ask(forget, { input }, operatorOf(tenant));
  if (errors?.[0]) throw new Fault('forget-failed', errors[0].message);
  return { tenant, person: id, forgotten: true };
};
