import type { Event, Fold } from '@relais/kernel';
import type { ProductId, QueueId } from './ids.ts';
import type { Channel, Grade, HoldReason, Priority } from './ticket/words.ts';

/** `fr` or `en`: the languages that Relais speaks. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** A weekly opening slot in the contract's zone; `day` 1 is Monday (ISO 8601), times are `HH:MM`, `to` excluded. */
export type OpeningSlot = {
  readonly day: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly from: string;
  readonly to: string;
};

/** When the hot line is open: the slots of a week without the holidays (`YYYY-MM-DD`), in an IANA time zone. */
export type OpeningCalendar = {
  readonly zone: string;
  readonly slots: readonly OpeningSlot[];
  readonly holidays: readonly string[];
};

/** Targets of one priority, in minutes of opening time. */
export type Targets = { readonly response: number; readonly resolution: number };

/** Priority by impact, then urgency (ITIL's matrix, the client's own). */
export type PriorityMatrix = { readonly [impact in Grade]: { readonly [urgency in Grade]: Priority } };

/** What the provider owes a client. */
export type ContractTerms = {
  readonly products: readonly ProductId[];
  readonly calendar: OpeningCalendar;
  readonly targets: { readonly [priority in Priority]: Targets };
  /** The holds that stop the SLA clock. */
  readonly clockStops: readonly HoldReason[];
  readonly matrix: PriorityMatrix;
  readonly languages: readonly Language[];
  readonly channels: readonly Channel[];
  /** Days without a word after which a resolved ticket is closed. */
  readonly quietDays: number;
  /** The categories that usually need a visit; what is resolved at a distance in them is a visit avoided. */
  readonly visitCategories?: readonly string[];
};

/** A company becomes a client of the provider; its tickets wait in `queue` at level 1. */
export type ClientRegistered = Event<'ClientRegistered', { readonly name: string; readonly queue: QueueId }>;

/** A contract in force from now on; a new signature is a new version. */
export type ContractSigned = Event<'ContractSigned', ContractTerms>;

/** No contract is in force. */
export type ContractEnded = Event<'ContractEnded', {}>;

export type ClientEvent = ClientRegistered | ContractSigned | ContractEnded;

/** A contract and the number of its signature, from 1. */
export type Contract = ContractTerms & { readonly version: number };

export type Client = {
  readonly name: string | null;
  readonly queue: QueueId | null;
  readonly contract: Contract | null;
  /** How many contracts were signed. */
  readonly signed: number;
};

export const client: Fold<Client, ClientEvent> = {
  initial: { name: null, queue: null, contract: null, signed: 0 },
  evolve: {
    ClientRegistered: (c, { name, queue }) => ({ ...c, name, queue }),
    ContractSigned: (c, terms) => ({
      ...c,
      contract: { ...terms, version: c.signed + 1 },
      signed: c.signed + 1,
    }),
    ContractEnded: (c) => ({ ...c, contract: null }),
  },
};
