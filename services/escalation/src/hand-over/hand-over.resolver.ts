import { Args, ArgsType, Field, ID, InputType, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { ReturnReason } from '@relais/contracts';
import { Allow, Asked, desk, Line, Text, TicketCommandInput, type Asking } from '@relais/nest';
import { Dossiers } from '../dossiers.ts';
import { Own } from '../own.ts';
import { HandOverPage, ReturnReasonEnum, TicketOutcome } from '../ticket.graph.ts';
import { handOver } from './hand-over.decider.ts';
import { HandOvers } from './hand-overs.ts';

const registerIn = () => Own;

@InputType({ registerIn })
export class OfferHandOverInput extends TicketCommandInput {
  @Field(() => Line, {
    description: 'The queue of specialists that is asked to take over, for example "dsl".',
  })
  queue!: string;
  @Field(() => Text, { description: 'What level 1 expects of level 2.' }) expected!: string;
}

@InputType({ registerIn })
export class AcceptHandOverInput extends TicketCommandInput {}

@InputType({ registerIn })
export class ReturnHandOverInput extends TicketCommandInput {
  @Field(() => ReturnReasonEnum) reason!: ReturnReason;
  @Field(() => Text, { description: 'What level 1 can do next, or should have known.' }) advice!: string;
}

@ArgsType()
export class HandOversArgs {
  @Field(() => ID, { nullable: true, description: 'Of this queue of specialists alone.' }) queue?:
    string | null;
  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@Resolver()
export class HandOverResolver {
  readonly #dossiers: Dossiers;
  readonly #handOvers: HandOvers;

  constructor(dossiers: Dossiers, handOvers: HandOvers) {
    this.#dossiers = dossiers;
    this.#handOvers = handOvers;
  }

  @Allow(...desk, 'auditor', 'admin')
  @Query(() => HandOverPage, {
    description: 'The tickets that are offered to specialists and not yet accepted, the oldest offer first.',
  })
  handOvers(@Args() { queue, first, after }: HandOversArgs, @Asked() asking: Asking): Promise<HandOverPage> {
    return this.#handOvers.page(asking, queue ?? null, { first, after: after ?? undefined });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, {
    description: 'Offer a ticket, with all that is known of it, to the specialists of level 2.',
  })
  async offerHandOver(
    @Args('input') input: OfferHandOverInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const expected = await this.#dossiers.seal(asking, input, input.expected);
    const data = { queue: input.queue, expected };
    return this.#dossiers.handle(handOver, asking, input, { command: { type: 'OfferHandOver', data } });
  }

  @Allow('agent')
  @Mutation(() => TicketOutcome, {
    description: 'Take what was offered: the ticket is at level 2, with the caller.',
  })
  acceptHandOver(@Args('input') input: AcceptHandOverInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    return this.#dossiers.handle(handOver, asking, input, { command: { type: 'AcceptHandOver', data: {} } });
  }

  @Allow('agent')
  @Mutation(() => TicketOutcome, {
    description: 'Give a ticket back to level 1, with a reason that teaches.',
  })
  async returnHandOver(
    @Args('input') input: ReturnHandOverInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const advice = await this.#dossiers.seal(asking, input, input.advice);
    const data = { reason: input.reason, advice };
    return this.#dossiers.handle(handOver, asking, input, { command: { type: 'ReturnHandOver', data } });
  }
}
