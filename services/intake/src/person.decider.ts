import {
  person,
  type Client,
  type Person,
  type PersonData,
  type PersonEvent,
  type Sealed,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';

export type RegisterPerson = Command<'RegisterPerson', PersonData>;
/** A person stays with their client: the key that seals them hangs below the client's. */
export type CorrectPerson = Command<'CorrectPerson', Omit<PersonData, 'client'>>;
export type ForgetPerson = Command<'ForgetPerson', {}>;
export type PersonCommand = RegisterPerson | CorrectPerson | ForgetPerson;
export type PersonRefusal = 'person-known' | 'person-unknown' | 'person-forgotten' | 'client-unknown';

/** The client that a registration names, as its own stream tells; null for the other commands. */
export type PersonRules = { readonly client: Client | null };

const sameBox = (before: Sealed | null, now: Sealed | undefined): boolean =>
  before?.kid === now?.kid && before?.box === now?.box;

const sameClaims = (before: readonly string[], now: readonly string[]): boolean =>
  before.length === now.length && before.every((claim) => now.includes(claim));

/** Boxes are compared as they are: who corrects hands in the former box for what did not change. */
const sameData = (before: Person, now: CorrectPerson['data']): boolean =>
  sameBox(before.name, now.name) &&
  sameBox(before.mail, now.mail) &&
  sameBox(before.phone, now.phone) &&
  before.language === now.language &&
  sameClaims(before.claims, now.claims);

export const persons: Decider<PersonCommand, Person, PersonEvent, PersonEvent, PersonRefusal, PersonRules> = {
  fold: person,

  decide: {
    RegisterPerson: ({ status }, data, { rules }) => {
      if (status !== 'unknown') return refuse('person-known');
      if (rules.client?.name == null) return refuse('client-unknown');
      return [{ type: 'PersonRegistered', data }];
    },

    CorrectPerson: (known, data) => {
      if (known.status === 'forgotten') return refuse('person-forgotten');
      if (known.client === null) return refuse('person-unknown');
      if (sameData(known, data)) return [];
      return [{ type: 'PersonCorrected', data: { ...data, client: known.client } }];
    },

    ForgetPerson: ({ status }) => {
      if (status === 'unknown') return refuse('person-unknown');
      return status === 'forgotten' ? [] : [{ type: 'PersonForgotten', data: {} }];
    },
  },
};
