import {
  ticket,
  whileTicketIs,
  type Channel,
  type IntakeTicketEvent,
  type MessageReceived,
  type PersonId,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
} from '@relais/contracts';
import type { Command, Decider } from '@relais/kernel';

/** `from` is told by a verified sender, never by an address alone. */
export type ReceiveMessage = Command<
  'ReceiveMessage',
  { readonly channel: Channel; readonly text: Sealed; readonly from?: PersonId }
>;
export type SendMessage = Command<'SendMessage', { readonly channel: Channel; readonly text: Sealed }>;
export type AddNote = Command<'AddNote', { readonly text: Sealed }>;
export type ContactCommand = ReceiveMessage | SendMessage | AddNote;
export type ContactRefusal = TicketRefusal;

export const contact: Decider<ContactCommand, Ticket, TicketEvent, IntakeTicketEvent, ContactRefusal> = {
  fold: ticket,

  decide: {
    ReceiveMessage: whileTicketIs(
      'open',
      'on-hold',
      'resolved',
    )(({ status }, data) => {
      const received: MessageReceived = { type: 'MessageReceived', data };
      // Who still writes is not helped yet. A hold for the requester needs no second event: their word ends it.
      return status === 'resolved'
        ? [received, { type: 'TicketReopened', data: { why: 'message' } }]
        : [received];
    }),

    SendMessage: whileTicketIs('open', 'on-hold', 'resolved')((_, data) => [{ type: 'MessageSent', data }]),

    AddNote: whileTicketIs(
      'open',
      'on-hold',
      'resolved',
      'closed',
    )((_, data) => [{ type: 'NoteAdded', data }]),
  },
};
