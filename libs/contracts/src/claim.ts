import type { Event, Fold } from '@relais/kernel';
import type { StreamName } from './ids.ts';

/** What must be unique in a tenant. */
export type ClaimKind = 'reference' | 'mail' | 'phone';

/** `holder` is the one stream that may carry this value; a later claim takes over what its holder has given up. */
export type ClaimMade = Event<'ClaimMade', { readonly kind: ClaimKind; readonly holder: StreamName }>;

/** A block of numbers that people read aloud, both ends included: unique for ever, gaps allowed. */
export type NumbersReserved = Event<'NumbersReserved', { readonly from: number; readonly to: number }>;

/** The stream that carries a value, or null while the value is free. */
export type Claim = { readonly holder: StreamName | null };

export const claim: Fold<Claim, ClaimMade> = {
  initial: { holder: null },
  evolve: { ClaimMade: (_, { holder }) => ({ holder }) },
};

/** The first number that no block has reserved. */
export type Numbers = { readonly next: number };

export const numbers: Fold<Numbers, NumbersReserved> = {
  initial: { next: 1 },
  evolve: { NumbersReserved: ({ next }, { to }) => ({ next: Math.max(next, to + 1) }) },
};
