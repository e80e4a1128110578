import { Args, Field, ID, InputType, Mutation, Resolver } from '@nestjs/graphql';
import { idOf, type VisitOutcome } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { Allow, Asked, desk, Instant, Text, TicketCommandInput, type Asking } from '@relais/nest';
import { Dossiers } from '../dossiers.ts';
import { Own } from '../own.ts';
import { TicketOutcome, VisitOutcomeEnum } from '../ticket.graph.ts';
import { visit } from './visit.decider.ts';

const registerIn = () => Own;

@InputType({ registerIn })
export class ScheduleVisitInput extends TicketCommandInput {
  @Field(() => Instant, { description: 'The window that is promised, from here …' }) from!: string;
  @Field(() => Instant, { description: '… to here.' }) to!: string;
  @Field(() => Text, { nullable: true, description: 'What the technician must know.' }) note?: string | null;
}

@InputType({ registerIn })
export class CancelVisitInput extends TicketCommandInput {
  @Field(() => ID) visitId!: string;
  @Field(() => Text) reason!: string;
}

@InputType({ registerIn })
export class RecordVisitInput extends TicketCommandInput {
  @Field(() => ID) visitId!: string;
  @Field(() => VisitOutcomeEnum) outcome!: VisitOutcome;
  @Field(() => Text, { nullable: true, description: 'What the technician found and did.' }) report?:
    string | null;
}

@Resolver()
export class VisitResolver {
  readonly #dossiers: Dossiers;

  constructor(dossiers: Dossiers) {
    this.#dossiers = dossiers;
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, {
    description: 'Promise the requester a window in which a technician comes.',
  })
  async scheduleVisit(
    @Args('input') input: ScheduleVisitInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const { ticketId, commandId, from, to } = input;
    if (from >= to) throw new Invalid('window-empty', 'to', 'a visit ends later than it begins');
    const note = input.note ? await this.#dossiers.seal(asking, input, input.note) : null;
    const id = idOf('ticket', asking.caller.tenant, `visit ${ticketId} ${commandId}`);
    const data = { visit: id, from, to, ...(note && { note }) };
    return this.#dossiers.handle(visit, asking, input, { command: { type: 'ScheduleVisit', data } });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'The technician does not go.' })
  async cancelVisit(@Args('input') input: CancelVisitInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const reason = await this.#dossiers.seal(asking, input, input.reason);
    const data = { visit: input.visitId, reason };
    return this.#dossiers.handle(visit, asking, input, { command: { type: 'CancelVisit', data } });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'The technician was there: note what it gave.' })
  async recordVisit(@Args('input') input: RecordVisitInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const { visitId, outcome } = input;
    const report = input.report ? await this.#dossiers.seal(asking, input, input.report) : null;
    const data = { visit: visitId, outcome, ...(report && { report }) };
    return this.#dossiers.handle(visit, asking, input, { command: { type: 'RecordVisit', data } });
  }
}
