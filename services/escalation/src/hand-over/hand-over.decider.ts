import {
  ticket,
  whileOpen,
  type EscalationTicketEvent,
  type QueueId,
  type ReturnReason,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
} from '@relais/contracts';
import { extend, refuse, type Command, type Decider, type Fold } from '@relais/kernel';

export type OfferHandOver = Command<'OfferHandOver', { readonly queue: QueueId; readonly expected: Sealed }>;
export type AcceptHandOver = Command<'AcceptHandOver', {}>;
export type ReturnHandOver = Command<
  'ReturnHandOver',
  { readonly reason: ReturnReason; readonly advice: Sealed }
>;
export type HandOverCommand = OfferHandOver | AcceptHandOver | ReturnHandOver;
export type HandOverRefusal =
  | TicketRefusal
  | 'diagnosis-missing'
  | 'offered-elsewhere'
  | 'nothing-offered'
  | 'not-for-level-2'
  | 'not-your-level';

/** What is offered and not yet accepted, and since when. */
export type Offer = { readonly offeredTo: QueueId | null; readonly offeredAt: string | null };

const noOffer = (): Offer => ({ offeredTo: null, offeredAt: null });

/** The offer that stands; what is resolved or reopened is offered to nobody any more. */
export const offer: Fold<Offer, TicketEvent> = {
  initial: noOffer(),
  evolve: {
    HandOverOffered: (_, { queue }, { happenedAt }) => ({ offeredTo: queue, offeredAt: happenedAt }),
    HandOverAccepted: noOffer,
    HandOverReturned: noOffer,
    TicketResolved: noOffer,
    TicketClosed: noOffer,
    TicketReopened: noOffer,
  },
};

type Known = { readonly diagnosed: boolean };

/** Who was faster, and since when. */
const faster = ({ level, holder, heldSince }: Ticket): { readonly by?: string; readonly at?: string } =>
  level === 2 && holder !== null && heldSince !== null ? { by: holder, at: heldSince } : {};

export const handOver: Decider<
  HandOverCommand,
  Ticket & Offer & Known,
  TicketEvent,
  EscalationTicketEvent,
  HandOverRefusal
> = {
  fold: extend(extend(ticket, offer), {
    initial: { diagnosed: false } as Known,
    evolve: { DiagnosisRecorded: () => ({ diagnosed: true }) },
  }),

  decide: {
    OfferHandOver: whileOpen(({ kind, diagnosed, offeredTo }, { queue, expected }) => {
      if (kind === 'account') return refuse('not-for-level-2');
      if (!diagnosed) return refuse('diagnosis-missing');
      // An agent asks twice; the same wish is granted once.
      if (offeredTo === queue) return [];
      return offeredTo === null
        ? [{ type: 'HandOverOffered', data: { queue, expected } }]
        : refuse('offered-elsewhere');
    }),

    AcceptHandOver: whileOpen((t, _, { by, level }) => {
      if (level !== 2) return refuse('not-your-level');
      if (t.offeredTo === null)
        return t.level === 2 && t.holder === by ? [] : refuse('nothing-offered', faster(t));
      // Bills and contracts never get to level 2, not even when that was found out after the offer.
      return t.kind === 'account'
        ? refuse('not-for-level-2')
        : [{ type: 'HandOverAccepted', data: { agent: by } }];
    }),

    ReturnHandOver: whileOpen((t, { reason, advice }, { level }) => {
      if (level !== 2) return refuse('not-your-level');
      return t.level === 2 || t.offeredTo !== null
        ? [{ type: 'HandOverReturned', data: { reason, advice } }]
        : refuse('nothing-offered');
    }),
  },
};
