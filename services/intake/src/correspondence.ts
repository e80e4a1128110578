import {
  ticket,
  type Channel,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketKind,
} from '@relais/contracts';
import { extend } from '@relais/kernel';

type Said = { readonly id: string; readonly text: Sealed; readonly by: string; readonly at: string };

/** What intake shows of a ticket: how it was opened and all that was said. */
export type Correspondence = {
  readonly opening: {
    readonly number: string;
    readonly kind: TicketKind;
    readonly subject?: Sealed;
    readonly description?: Sealed;
    readonly channel?: Channel;
    readonly at: string;
    readonly reference?: string;
    readonly equipment?: Sealed;
  } | null;
  readonly messages: readonly (Said & { readonly received: boolean; readonly channel: Channel })[];
  readonly notes: readonly Said[];
  readonly confirmed: boolean;
  readonly reopenings: number;
};

type Stamped = { readonly revision: number; readonly by: string; readonly happenedAt: string };

const said = (text: Sealed, { revision, by, happenedAt }: Stamped): Said => ({
  id: `${revision}`,
  text,
  by,
  at: happenedAt,
});

export const correspondence = extend<Ticket, Correspondence, TicketEvent>(ticket, {
  initial: { opening: null, messages: [], notes: [], confirmed: false, reopenings: 0 },
  evolve: {
    TicketOpened: (_, data, { happenedAt }) => ({ opening: { ...data, at: happenedAt } }),
    MessageReceived: ({ messages }, { text, channel }, stamp) => ({
      messages: [...messages, { ...said(text, stamp), channel, received: true }],
    }),
    MessageSent: ({ messages }, { text, channel }, stamp) => ({
      messages: [...messages, { ...said(text, stamp), channel, received: false }],
    }),
    NoteAdded: ({ notes }, { text }, stamp) => ({ notes: [...notes, said(text, stamp)] }),
    SolutionConfirmed: () => ({ confirmed: true }),
    TicketResolved: () => ({ confirmed: false }),
    TicketReopened: ({ reopenings }) => ({ confirmed: false, reopenings: reopenings + 1 }),
  },
});
