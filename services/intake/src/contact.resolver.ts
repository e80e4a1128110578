import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { IntakeTicketEvent, Sealed, Ticket as TicketState, TicketEvent } from '@relais/contracts';
import type { Command, Decider } from '@relais/kernel';
import { Allow, Asked, desk, type Asking, type TicketCommandInput } from '@relais/nest';
import { reopening } from '@relais/rules';
import { contact } from './contact.decider.ts';
import { Contacts } from './contacts.ts';
import { Opening } from './opening.ts';
import { ticketReopening } from './reopening.decider.ts';
import { solution } from './solution.decider.ts';
import { TicketOutcome } from './ticket.graph.ts';
import {
  AddNoteInput,
  ConfirmSolutionInput,
  ContestSolutionInput,
  OpenTicketInput,
  ReceiveMessageInput,
  ReopenTicketInput,
  SendMessageInput,
} from './ticket.inputs.ts';

/** A command, and for whom an agent speaks when it is the requester's own word. */
type Said<C extends Command> = { readonly command: C; readonly requester?: string | null };

@Resolver()
export class ContactResolver {
  readonly #contacts: Contacts;
  readonly #opening: Opening;

  constructor(contacts: Contacts, opening: Opening) {
    this.#contacts = contacts;
    this.#opening = opening;
  }

  @Allow(...desk, 'integration', 'requester')
  @Mutation(() => TicketOutcome, {
    description: 'Make a ticket of a contact, in the client’s queue of level 1.',
  })
  openTicket(@Args('input') input: OpenTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    return this.#opening.open(asking, input);
  }

  @Allow(...desk, 'integration', 'requester')
  @Mutation(() => TicketOutcome, {
    description:
      'Record what the requester said. It ends a hold for the requester and reopens a resolved ticket.',
  })
  async receiveMessage(
    @Args('input') input: ReceiveMessageInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const { channel, recognised } = input;
    const text = await this.#seal(asking, input, input.text);
    const known = recognised ? await this.#contacts.requesterOf(asking, input.ticketId) : null;
    const from = asking.caller.person ?? known;
    const data = { channel, text, ...(from && { from }) };
    return this.#handle(contact, asking, input, {
      command: { type: 'ReceiveMessage', data },
      requester: known,
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Say something to the requester.' })
  async sendMessage(@Args('input') input: SendMessageInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const text = await this.#seal(asking, input, input.text);
    return this.#handle(contact, asking, input, {
      command: { type: 'SendMessage', data: { channel: input.channel, text } },
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Add a note of the staff; it is never shown outside.' })
  async addNote(@Args('input') input: AddNoteInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const text = await this.#seal(asking, input, input.text);
    return this.#handle(contact, asking, input, { command: { type: 'AddNote', data: { text } } });
  }

  @Allow(...desk, 'requester')
  @Mutation(() => TicketOutcome, {
    description: 'Work again on a resolved ticket, or on one closed at most 30 days ago.',
  })
  async reopenTicket(
    @Args('input') input: ReopenTicketInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const reason = await this.#seal(asking, input, input.reason);
    const handled = await this.#contacts.tickets.handle(ticketReopening, asking, input, {
      command: { type: 'ReopenTicket', data: { why: 'asked', reason } },
      load: async () => ({ rules: undefined, versions: { reopening: reopening.version } }),
    });
    return this.#contacts.outcome(asking, input.ticketId, handled);
  }

  @Allow(...desk, 'requester')
  @Mutation(() => TicketOutcome, { description: 'The requester says that the solution works.' })
  async confirmSolution(
    @Args('input') input: ConfirmSolutionInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const comment = input.comment ? await this.#seal(asking, input, input.comment) : null;
    const requester = await this.#contacts.requesterOf(asking, input.ticketId);
    const data = comment ? { comment } : {};
    return this.#handle(solution, asking, input, { command: { type: 'ConfirmSolution', data }, requester });
  }

  @Allow(...desk, 'requester')
  @Mutation(() => TicketOutcome, {
    description: 'The requester says that the solution does not work: the ticket is open again.',
  })
  async contestSolution(
    @Args('input') input: ContestSolutionInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const comment = await this.#seal(asking, input, input.comment);
    const requester = await this.#contacts.requesterOf(asking, input.ticketId);
    return this.#handle(solution, asking, input, {
      command: { type: 'ContestSolution', data: { comment } },
      requester,
    });
  }

  #seal(asking: Asking, { ticketId }: TicketCommandInput, text: string): Promise<Sealed> {
    return this.#contacts.tickets.seal(asking, ticketId, text);
  }

  async #handle<C extends Command, State extends TicketState, Why extends string>(
    decider: Decider<C, State, TicketEvent, IntakeTicketEvent, Why>,
    asking: Asking,
    input: TicketCommandInput,
    { command, requester }: Said<C>,
  ): Promise<TicketOutcome> {
    const onBehalfOf = asking.caller.person === null ? (requester ?? undefined) : undefined;
    const handled = await this.#contacts.tickets.handle(decider, asking, input, { command, onBehalfOf });
    return this.#contacts.outcome(asking, input.ticketId, handled);
  }
}
