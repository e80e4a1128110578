import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, Asked, staff, type Asking } from '@relais/nest';
import {
  DecideImprovementInput,
  ImprovementOutcome,
  ImprovementPage,
  ImprovementsArgs,
  ProposeImprovementInput,
} from './improvement.graph.ts';
import { Improvements } from './improvements.ts';

@Resolver()
export class ImprovementResolver {
  readonly #improvements: Improvements;

  constructor(improvements: Improvements) {
    this.#improvements = improvements;
  }

  @Allow(...staff)
  @Query(() => ImprovementPage, {
    description: 'What the staff proposes, and what became of it, newest first.',
  })
  improvements(@Args() asked: ImprovementsArgs, @Asked() asking: Asking): Promise<ImprovementPage> {
    return this.#improvements.page(asking, asked);
  }

  @Allow(...staff)
  @Mutation(() => ImprovementOutcome, { description: 'Propose to work otherwise.' })
  proposeImprovement(
    @Args('input') input: ProposeImprovementInput,
    @Asked() asking: Asking,
  ): Promise<ImprovementOutcome> {
    return this.#improvements.propose(asking, input);
  }

  @Allow('supervisor', 'admin')
  @Mutation(() => ImprovementOutcome, { description: 'Accept or decline a proposal, once, with the reason.' })
  decideImprovement(
    @Args('input') input: DecideImprovementInput,
    @Asked() asking: Asking,
  ): Promise<ImprovementOutcome> {
    return this.#improvements.decide(asking, input);
  }
}
