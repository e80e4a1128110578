import type { Language, RelaisEvent, TicketEvent } from '@relais/contracts';
import type { Caller, Trouble } from './cases.ts';

/** Words in clear: whoever stores them seals them first. */
export type Clear = { readonly clear: string };

export const clear = (text: string): Clear => ({ clear: text });

type Unsealed<T> = T extends { readonly kid: string; readonly box: string }
  ? Clear
  : T extends object
    ? { readonly [K in keyof T]: Unsealed<T[K]> }
    : T;

/** An event that is told, its words still in clear. */
export type Told<E extends RelaisEvent = RelaisEvent> = E extends RelaisEvent
  ? { readonly type: E['type']; readonly data: Unsealed<E['data']> }
  : never;

/** Something that happened: by whom, in whose name, and when (ISO 8601 UTC). */
export type Moment<E extends RelaisEvent = RelaisEvent> = {
  readonly at: string;
  readonly by: string;
  readonly onBehalfOf?: string;
  readonly event: Told<E>;
};

/** A ticket from its opening on. */
export type Life = {
  /** From 1. */
  readonly place: number;
  /** Ids as the provider has them. */
  readonly client: string;
  readonly requester: string;
  readonly closedAt: string | null;
  readonly moments: readonly Moment<TicketEvent>[];
};

/** A provider as the demo has registered it. */
export type Stage = {
  readonly tenant: string;
  readonly language: Language;
  /** Where its hot line is: an IANA time zone. */
  readonly zone: string;
  /** The present, ISO 8601 UTC. */
  readonly now: string;
  readonly troubles: readonly Trouble[];
  readonly callers: readonly Caller[];
  /** Names of accounts. */
  readonly agents: { readonly 1: readonly string[]; readonly 2: readonly string[] };
  readonly supervisor: string;
  readonly editor: string;
  /** The id and the level-1 queue of what the demo registers under a key. */
  readonly idOf: (kind: 'client' | 'product' | 'person', key: string) => string;
  readonly queueOf: (client: string) => string;
};

/** How many tickets, which share of them still open, and over how many days before the present. */
export type Extent = { readonly tickets: number; readonly open: number; readonly days: number };
