import { Args, Field, InputType, Mutation, Resolver } from '@nestjs/graphql';
import type { EscalationReason } from '@relais/contracts';
import { Allow, Asked, desk, Text, TicketCommandInput, type Asking } from '@relais/nest';
import { Dossiers } from './dossiers.ts';
import { escalation } from './escalation.decider.ts';
import { Own } from './own.ts';
import { EscalationReasonEnum, TicketOutcome } from './ticket.graph.ts';

@InputType({ registerIn: () => Own })
export class EscalateTicketInput extends TicketCommandInput {
  @Field(() => EscalationReasonEnum) why!: EscalationReason;
  @Field(() => Text, { nullable: true, description: 'What the supervisor must know.' }) note?: string | null;
}

@Resolver()
export class EscalationResolver {
  readonly #dossiers: Dossiers;

  constructor(dossiers: Dossiers) {
    this.#dossiers = dossiers;
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Call a supervisor; it is no hand-over.' })
  async escalateTicket(
    @Args('input') input: EscalateTicketInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const note = input.note ? await this.#dossiers.seal(asking, input, input.note) : null;
    const data = { why: input.why, ...(note && { note }) };
    return this.#dossiers.handle(escalation, asking, input, { command: { type: 'EscalateTicket', data } });
  }
}
