import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { ArticleVersion } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { Allow, Asked, desk, PORTS, type Asking, type Ports } from '@relais/nest';
import { usualMatrix } from '@relais/rules';
import { assignment } from './assignment.decider.ts';
import { classification } from './classification.decider.ts';
import { diagnosis } from './diagnosis.decider.ts';
import { hold } from './hold.decider.ts';
import { resolution } from './resolution.decider.ts';
import { TicketOutcome } from './ticket.graph.ts';
import {
  AnswerFilterQuestionInput,
  AssignTicketInput,
  ClassifyTicketInput,
  CloseTicketInput,
  HoldTicketInput,
  PinnedArticleInput,
  PinnedStepInput,
  RecordDiagnosisInput,
  ReleaseTicketInput,
  ResolveTicketInput,
  ResumeTicketInput,
  TakeTicketInput,
  TryStepInput,
} from './ticket.inputs.ts';
import { Treatments } from './treatments.ts';

const pinOf = ({ articleId, version }: PinnedArticleInput) => ({ article: articleId, version });

const technicalOf = (version: ArticleVersion | undefined, { place }: PinnedStepInput): string =>
  version?.steps[place - 1]?.technical ?? '';

/** The words that were given, else those of the article that was named: a decision refuses an article that has none. */
const saidOr = (
  field: 'words' | 'step',
  given: string | null | undefined,
  named: string | null | undefined,
): string => {
  const said = given ?? named;
  if (said == null)
    throw new Invalid('value-missing', `input.${field}`, 'words, or an article that has them');
  return said;
};

const nobody = async () => ({ rules: { agentKnown: false } });

@Resolver()
export class TreatmentResolver {
  readonly #directory: Ports['directory'];
  readonly #treatments: Treatments;

  constructor(@Inject(PORTS) { directory }: Ports, treatments: Treatments) {
    this.#directory = directory;
    this.#treatments = treatments;
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, {
    description: 'Say what it is and how pressing; the client’s matrix gives the priority.',
  })
  classifyTicket(@Args('input') input: ClassifyTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const { kind, category, impact, urgency } = input;
    return this.#treatments.handle(classification, asking, input, {
      command: { type: 'ClassifyTicket', data: { kind, category, impact, urgency } },
      load: async (ticket) => {
        const { contract } = await this.#treatments.clientOf(asking, ticket);
        return {
          rules: { matrix: contract?.matrix ?? usualMatrix },
          versions: { matrix: contract?.version ?? 'usual' },
        };
      },
    });
  }

  @Allow('agent')
  @Mutation(() => TicketOutcome, { description: 'Take the ticket: the ball is with the caller.' })
  takeTicket(@Args('input') input: TakeTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    return this.#treatments.handle(assignment, asking, input, {
      command: { type: 'TakeTicket', data: {} },
      load: nobody,
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Give the ticket back to its queue.' })
  releaseTicket(@Args('input') input: ReleaseTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    return this.#treatments.handle(assignment, asking, input, {
      command: { type: 'ReleaseTicket', data: {} },
      load: nobody,
    });
  }

  @Allow('supervisor')
  @Mutation(() => TicketOutcome, { description: 'Give the ticket to an agent.' })
  assignTicket(@Args('input') input: AssignTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const agent = input.agentId;
    return this.#treatments.handle(assignment, asking, input, {
      command: { type: 'AssignTicket', data: { agent } },
      load: async () => ({
        rules: { agentKnown: (await this.#directory.agent(asking.caller.tenant, agent)) !== null },
      }),
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Note the answer to a filter question.' })
  async answerFilterQuestion(
    @Args('input') input: AnswerFilterQuestionInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const answer = await this.#treatments.seal(asking, input, input.answer);
    return this.#treatments.handle(diagnosis, asking, input, {
      command: { type: 'AnswerFilterQuestion', data: { question: input.question, answer } },
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Say what is believed to be wrong.' })
  async recordDiagnosis(
    @Args('input') input: RecordDiagnosisInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const { article } = input;
    const { published, version } = await this.#read(asking, article);
    const told = saidOr('words', input.words, article && (version?.title ?? ''));
    const words = await this.#treatments.seal(asking, input, told);
    const data = { words, ...(article && { article: pinOf(article) }) };
    return this.#treatments.handle(diagnosis, asking, input, {
      command: { type: 'RecordDiagnosis', data },
      load: async () => ({ rules: { published } }),
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, {
    description: 'Note a step that was tried with the requester, and what it gave.',
  })
  async tryStep(@Args('input') input: TryStepInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const { article, outcome } = input;
    const { published, version } = await this.#read(asking, article);
    const told = saidOr('step', input.step, article && technicalOf(version, article));
    const step = await this.#treatments.seal(asking, input, told);
    const data = { step, outcome, ...(article && { article: { ...pinOf(article), place: article.place } }) };
    return this.#treatments.handle(diagnosis, asking, input, {
      command: { type: 'TryStep', data },
      load: async () => ({ rules: { published } }),
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Let the ticket wait for somebody.' })
  holdTicket(@Args('input') input: HoldTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const data = { for: input.for, ...(input.until && { until: input.until }) };
    return this.#treatments.handle(hold, asking, input, { command: { type: 'HoldTicket', data } });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Go on with a ticket on hold.' })
  resumeTicket(@Args('input') input: ResumeTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    return this.#treatments.handle(hold, asking, input, { command: { type: 'ResumeTicket', data: {} } });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'The ticket is solved, or ended for another reason.' })
  async resolveTicket(
    @Args('input') input: ResolveTicketInput,
    @Asked() asking: Asking,
  ): Promise<TicketOutcome> {
    const { code, cause, remotely } = input;
    if (cause === 'not-recorded')
      throw new Invalid('cause-missing', 'cause', 'NOT_RECORDED is for imported histories alone');
    const solution = input.solution ? await this.#treatments.seal(asking, input, input.solution) : null;
    return this.#treatments.handle(resolution, asking, input, {
      command: { type: 'ResolveTicket', data: { code, cause, remotely, ...(solution && { solution }) } },
    });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, { description: 'Nothing more is expected of anybody.' })
  closeTicket(@Args('input') input: CloseTicketInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    return this.#treatments.handle(resolution, asking, input, { command: { type: 'CloseTicket', data: {} } });
  }

  /** The article that a wish names, in all its versions and in the one that was read. */
  async #read(asking: Asking, article: PinnedArticleInput | null | undefined) {
    const published = article ? await this.#treatments.published(asking, article.articleId) : [];
    return { published, version: published.find(({ version }) => version === article?.version) };
  }
}
