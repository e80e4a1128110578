import type { Projection } from '@relais/bus';
import {
  ticket,
  type ArticleId,
  type Cause,
  type ResolutionCode,
  type TenantId,
  type Ticket,
  type TicketEvent,
} from '@relais/contracts';
import { extend, onceBegun } from '@relais/kernel';
import { ticketFields, type Model } from '@relais/projections';
import { latestUses, type Use } from './learned.ts';

/** Each ticket counts for the first three articles that were followed on it: a row has so many columns to count by. */
export const counted = ['1', '2', '3'] as const;
type Counted = (typeof counted)[number];

type Counts = {
  readonly [nth in `article${Counted}`]: ArticleId | null;
} & {
  /** 1: it helped; 0: it did not; null: there is no such article. */
  readonly [nth in `helped${Counted}`]: 0 | 1 | null;
};

/** What one ticket tells the next: its circumstances, the articles followed, how it ended. Never a text. */
type Lesson = {
  readonly tenant: TenantId;
  readonly number: string;
  readonly category: string | null;
  readonly code: ResolutionCode | null;
  readonly cause: Cause | null;
  readonly uses: readonly Use[];
};

/** A ticket as others learn from it; its key is the ticket's id. */
export type UseRow = Ticket & Lesson & Counts;

const countsOf = (uses: readonly Use[]): Counts =>
  Object.fromEntries(
    counted.flatMap((nth, place) => {
      const use = uses[place];
      return [
        [`article${nth}`, use?.article ?? null],
        [`helped${nth}`, use ? Number(use.helped) : null],
      ];
    }),
  ) as Counts;

const nothing: Lesson & Counts = {
  ...{ tenant: '', number: '', category: null, code: null, cause: null, uses: [] },
  ...countsOf([]),
};

/** The tickets of all tenants. */
export const useModel: Model<UseRow> = {
  name: 'uses',
  version: 1,
  fields: {
    ...ticketFields,
    tenant: 'text',
    number: 'text',
    category: 'text',
    code: 'text',
    cause: 'text',
    uses: 'json',
    article1: 'text',
    helped1: 'number',
    article2: 'text',
    helped2: 'number',
    article3: 'text',
    helped3: 'number',
  },
  indexes: [['tenant', 'product', 'category', 'resolvedAt']],
  filters: ['client'],
  counters: {
    article1: ['tenant', 'article1', 'helped1'],
    article2: ['tenant', 'article2', 'helped2'],
    article3: ['tenant', 'article3', 'helped3'],
  },
  temporal: false,
};

export const useProjection: Projection<UseRow, TicketEvent> = {
  model: useModel,
  kind: 'ticket',
  fold: onceBegun(
    extend<Ticket, Lesson & Counts, TicketEvent>(ticket, {
      initial: nothing,
      evolve: {
        TicketOpened: (_, { number }, { tenant }) => ({ tenant, number }),
        TicketClassified: (_, { category }) => ({ category }),
        TicketResolved: (_, { code, cause }) => ({ code, cause }),
        ArticleUsed: (row, data, { by, happenedAt }) => {
          const uses = latestUses(row.uses, { ...data, by, at: happenedAt });
          return { uses, ...countsOf(uses) };
        },
      },
    }),
    'TicketOpened',
  ),
};
