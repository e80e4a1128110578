import type { Event } from '@relais/kernel';
import type { ClientId, PersonId, ProductId, QueueId } from '../ids.ts';
import type { Sealed } from '../sealed.ts';
import type { Channel, Reopening, TicketKind } from './words.ts';

/**
 * A contact became a ticket, in the client's level-1 queue. `number` is read aloud; `reference` is the client's own. An imported
 * history may know neither the channel nor the subject.
 */
export type TicketOpened = Event<
  'TicketOpened',
  {
    readonly number: string;
    readonly kind: TicketKind;
    readonly channel?: Channel;
    readonly subject?: Sealed;
    readonly description?: Sealed;
    readonly client: ClientId;
    readonly queue: QueueId;
    readonly requester?: PersonId;
    readonly product?: ProductId;
    readonly equipment?: Sealed;
    readonly reference?: string;
  }
>;

/** The requester said something. `from` only when they were recognised by more than an address. */
export type MessageReceived = Event<
  'MessageReceived',
  { readonly channel: Channel; readonly text: Sealed; readonly from?: PersonId }
>;

/** Something was said to the requester. */
export type MessageSent = Event<'MessageSent', { readonly channel: Channel; readonly text: Sealed }>;

/** A note of the staff; never shown outside. */
export type NoteAdded = Event<'NoteAdded', { readonly text: Sealed }>;

/** A resolved or closed ticket is worked on again. */
export type TicketReopened = Event<'TicketReopened', { readonly why: Reopening; readonly reason?: Sealed }>;

/** The requester says that the solution works. */
export type SolutionConfirmed = Event<'SolutionConfirmed', { readonly comment?: Sealed }>;

/** The requester says that it does not. */
export type SolutionContested = Event<'SolutionContested', { readonly comment: Sealed }>;

export type IntakeTicketEvent =
  | TicketOpened
  | MessageReceived
  | MessageSent
  | NoteAdded
  | TicketReopened
  | SolutionConfirmed
  | SolutionContested;
