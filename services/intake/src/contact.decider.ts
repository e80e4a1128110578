import {
  ticket,
  untilClosed,
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

/** There is always room for a note of the staff. */
const onceOpened = whileTicketIs('open', 'on-hold', 'resolved', 'closed');

export const contact: Decider<ContactCommand, Ticket, TicketEvent, IntakeTicketEvent, ContactRefusal> = {
  fold: ticket,

  decide: {
    ReceiveMessage: untilClosed(({ status }, data) => {
      const received: MessageReceived = { type: 'MessageReceived', data };
      // Who still writes is not helped yet. A hold for the requester needs no second event: their word ends it.
      if (status !== 'resolved') return [received];
      return [received, { type: 'TicketReopened', data: { why: 'message' } }];
    }),

    SendMessage: untilClosed((_, data) => [{ type: 'MessageSent', data }]),

    AddNote: onceOpened((_, data) => [{ type: 'NoteAdded', data }]),
  },
};
