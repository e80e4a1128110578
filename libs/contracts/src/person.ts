import type { Event, Fold } from '@relais/kernel';
import type { ClientId } from './ids.ts';
import type { Sealed } from './sealed.ts';
import type { Language } from './client.ts';

/** What is known of a person. `claims` are the ids of the claim streams of mail and phone. */
export type PersonData = {
  readonly client: ClientId;
  readonly name: Sealed;
  readonly mail?: Sealed;
  readonly phone?: Sealed;
  readonly language: Language;
  readonly claims: readonly string[];
};

/** Somebody whom the provider may help. */
export type PersonRegistered = Event<'PersonRegistered', PersonData>;

/** What was known of them was wrong or has changed: all of it, as it is now. */
export type PersonCorrected = Event<'PersonCorrected', PersonData>;

/** Their personal data is erased for good: the key is destroyed, the history stays whole. */
export type PersonForgotten = Event<'PersonForgotten', {}>;

export type PersonEvent = PersonRegistered | PersonCorrected | PersonForgotten;

export type Person = {
  readonly status: 'unknown' | 'known' | 'forgotten';
  readonly client: ClientId | null;
  readonly name: Sealed | null;
  readonly mail: Sealed | null;
  readonly phone: Sealed | null;
  readonly language: Language | null;
  readonly claims: readonly string[];
};

const known = (data: PersonData): Person => ({
  ...data,
  status: 'known',
  mail: data.mail ?? null,
  phone: data.phone ?? null,
});

export const person: Fold<Person, PersonEvent> = {
  initial: {
    status: 'unknown',
    client: null,
    name: null,
    mail: null,
    phone: null,
    language: null,
    claims: [],
  },
  evolve: {
    PersonRegistered: (p, data) => (p.status === 'forgotten' ? p : known(data)),
    PersonCorrected: (p, data) => (p.status === 'forgotten' ? p : known(data)),
    PersonForgotten: (p) => ({ ...p, status: 'forgotten', claims: [] }),
  },
};
