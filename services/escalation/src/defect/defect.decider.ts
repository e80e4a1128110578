import {
  ticket,
  whileOpen,
  whileTicketIs,
  type DefectId,
  type EscalationTicketEvent,
  type ProductId,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
} from '@relais/contracts';
import { extend, refuse, type Command, type Decider, type Fold } from '@relais/kernel';

/** The product is the ticket's own. `title` and `symptoms` leave to its vendor: they hold nothing of a person. */
export type RaiseDefect = Command<
  'RaiseDefect',
  {
    readonly defect: DefectId;
    readonly version?: string;
    readonly title: string;
    readonly symptoms: string;
  }
>;
export type RecordFix = Command<'RecordFix', { readonly defect: DefectId; readonly version?: string }>;
export type DefectCommand = RaiseDefect | RecordFix;
export type DefectRefusal = TicketRefusal | 'product-unknown' | 'defect-unknown';

/** A defect as its vendor may know it: what an imported history leaves out is null. */
export type Defect = {
  readonly id: DefectId;
  readonly product: ProductId | null;
  readonly version: string | null;
  readonly title: string | null;
  readonly symptoms: string | null;
  readonly raisedAt: string;
  readonly fixedAt: string | null;
  /** The first version without it. */
  readonly fixedIn: string | null;
};

/** The defects of a ticket, in the order in which they were raised. */
export type Defects = { readonly defects: readonly Defect[] };

export const defects: Fold<Defects, TicketEvent> = {
  initial: { defects: [] },
  evolve: {
    DefectRaised: (state, { defect: id, product, version, title, symptoms }, { happenedAt }) => {
      if (state.defects.some((known) => known.id === id)) return state;
      const told = { product: product ?? null, version: version ?? null };
      const words = { title: title ?? null, symptoms: symptoms ?? null };
      const raised = { id, ...told, ...words, raisedAt: happenedAt, fixedAt: null, fixedIn: null };
      return { defects: [...state.defects, raised] };
    },
    DefectFixed: (state, { defect, version }, { happenedAt }) => ({
      defects: state.defects.map((known) =>
        known.id === defect ? { ...known, fixedAt: happenedAt, fixedIn: version ?? null } : known,
      ),
    }),
  },
};

/** Whether a defect that waits for its fix says the very same. */
const saysTheSame = (known: Defect, { version, title, symptoms }: RaiseDefect['data']): boolean =>
  known.fixedAt === null &&
  known.title === title &&
  known.symptoms === symptoms &&
  known.version === (version ?? null);

export const defect: Decider<
  DefectCommand,
  Ticket & Defects,
  TicketEvent,
  EscalationTicketEvent,
  DefectRefusal
> = {
  fold: extend(ticket, defects),

  decide: {
    RaiseDefect: whileOpen((t, data) => {
      // Without a product there is no vendor to be told.
      if (t.product === null) return refuse('product-unknown');
      return t.defects.some((known) => saysTheSame(known, data))
        ? []
        : [{ type: 'DefectRaised', data: { ...data, product: t.product } }];
    }),

    // The vendor mends it in its own time, whatever became of the ticket.
    RecordFix: whileTicketIs(
      'open',
      'on-hold',
      'resolved',
      'closed',
    )((t: Ticket & Defects, data) => {
      const known = t.defects.find(({ id }) => id === data.defect);
      if (!known) return refuse('defect-unknown');
      const told = known.fixedAt !== null && (data.version === undefined || data.version === known.fixedIn);
      return told ? [] : [{ type: 'DefectFixed', data }];
    }),
  },
};
