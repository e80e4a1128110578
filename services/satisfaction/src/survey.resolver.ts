import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Allow, Asked, desk, staff, type Asking } from '@relais/nest';
import { AnswerSurveyInput, Survey, SurveyOutcome, SurveyPage, SurveysArgs, Ticket } from './survey.graph.ts';
import { Surveys } from './surveys.ts';

@Resolver(() => Ticket)
export class SurveyResolver {
  readonly #surveys: Surveys;

  constructor(surveys: Surveys) {
    this.#surveys = surveys;
  }

  @ResolveReference()
  ticket(
    reference: { readonly id: string; readonly asOf?: string | null },
    asking: Asking,
  ): Promise<Ticket | null> {
    return this.#surveys.ticket(asking, reference.id, reference.asOf ?? null);
  }

  @ResolveField(() => Survey, {
    nullable: true,
    description: 'The survey of its last closing; null while none was sent.',
  })
  survey(@Parent() ticket: Ticket, @Asked() asking: Asking): Promise<Survey | null> {
    return this.#surveys.ofTicket(asking, ticket);
  }

  @Allow(...staff, 'client')
  @Query(() => SurveyPage, {
    description: 'The surveys of the clients that the caller may see, newest first.',
  })
  surveys(@Args() asked: SurveysArgs, @Asked() asking: Asking): Promise<SurveyPage> {
    return this.#surveys.page(asking, asked);
  }

  @Allow(...desk, 'requester')
  @Mutation(() => SurveyOutcome, {
    description:
      'The requester says how satisfied they are, themselves or to the desk: once, until it expires.',
  })
  answerSurvey(@Args('input') input: AnswerSurveyInput, @Asked() asking: Asking): Promise<SurveyOutcome> {
    return this.#surveys.answer(asking, input);
  }
}
