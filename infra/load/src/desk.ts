import {
  ticket,
  whileTicketIs,
  type Caller,
  type IntakeTicketEvent,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketOpened,
  type TicketRefusal,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';

type Open = Command<'OpenTicket', TicketOpened['data']>;
type Note = Command<'AddNote', { readonly text: Sealed }>;
type Receive = Command<'ReceiveMessage', { readonly text: Sealed }>;
export type DeskCommand = Open | Note | Receive;

const whileAlive = whileTicketIs('open', 'on-hold', 'resolved');

/** A desk as small as one can be that still folds the whole life of a ticket and appends real events. */
export const desk: Decider<DeskCommand, Ticket, TicketEvent, IntakeTicketEvent, TicketRefusal> = {
  fold: ticket,
  decide: {
    OpenTicket: ({ status }, data) =>
      status === 'unopened' ? [{ type: 'TicketOpened', data }] : refuse(`ticket-${status}`),
    AddNote: whileAlive((_, data) => [{ type: 'NoteAdded', data }]),
    ReceiveMessage: whileAlive((_, { text }) => [
      { type: 'MessageReceived', data: { channel: 'phone', text } },
    ]),
  },
};

/** An agent of level 1. */
export const agent: Caller = Object.freeze({
  tenant: 'acme',
  actor: 'nadia',
  roles: Object.freeze(['agent'] as const),
  level: 1,
  clients: null,
  person: null,
  vendor: null,
});
