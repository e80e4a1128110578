import { Inject } from '@nestjs/common';
import { Args, ID, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { parseAsOf, type Grade, type PinnedArticle, type Ticket as TicketState } from '@relais/contracts';
import {
  Allow,
  AsOf,
  Asked,
  enumOf,
  everyone,
  GradeEnum,
  Instant,
  open,
  openOptional,
  PORTS,
  staff,
  type Asking,
  type Past,
  type Ports,
} from '@relais/nest';
import { ballHolder, ballHolders, isMissed, type BallHolder, type Sla } from '@relais/rules';
import { Answer, Deadlines, Diagnosis, Resolution, Step, Ticket } from './ticket.graph.ts';
import type { Treatment } from './treatment.ts';
import { Treatments } from './treatments.ts';

const BallHolderEnum = enumOf('BallHolder', 'Who must move next.', ballHolders);

type State = TicketState & Treatment;

/** The ticket that triage answers with, and the past that what a list does not carry is read from. */
type Shown = Ticket & {
  readonly past: () => Promise<Past<State> | null>;
  readonly sla: () => Promise<Sla | null>;
};

const of = async <Part>({ past }: Shown, part: (state: State) => Part): Promise<Part | null> => {
  const read = await past();
  return read && part(read.state);
};

/** An article as the graph names it. */
const shownPin = <Pin extends PinnedArticle>({ article: articleId, ...pin }: Pin) => ({ articleId, ...pin });

@Resolver(() => Ticket)
export class TicketResolver {
  readonly #keys: Ports['keys'];
  readonly #clock: Ports['clock'];
  readonly #treatments: Treatments;

  constructor(@Inject(PORTS) { keys, clock }: Ports, treatments: Treatments) {
    this.#keys = keys;
    this.#clock = clock;
    this.#treatments = treatments;
  }

  @Allow(...everyone)
  @Query(() => Ticket, {
    nullable: true,
    description: 'One ticket, as it is or as it was; null when it is not the caller’s.',
  })
  ticket(
    @Args('id', { type: () => ID }) id: string,
    @Args('asOf', { type: () => AsOf, nullable: true }) asOf: string | undefined,
    @Asked() asking: Asking,
  ): Promise<Ticket | null> {
    return this.#treatments.ticket(asking, id, asOf ?? null);
  }

  @ResolveReference()
  reference(
    reference: { readonly id: string; readonly asOf?: string | null },
    asking: Asking,
  ): Promise<Ticket | null> {
    return this.#treatments.ticket(asking, reference.id, reference.asOf ?? null);
  }

  @ResolveField(() => BallHolderEnum, {
    description: 'Who must move next; each second of a ticket’s life belongs to one of them.',
  })
  ballHolder(@Parent() shown: Ticket): BallHolder {
    return ballHolder(shown);
  }

  @ResolveField(() => GradeEnum, { nullable: true, description: 'How many are hit.' })
  impact(@Parent() shown: Shown): Promise<Grade | null> {
    return of(shown, ({ classification }) => classification?.impact ?? null);
  }

  @ResolveField(() => GradeEnum, { nullable: true, description: 'How long they can wait.' })
  urgency(@Parent() shown: Shown): Promise<Grade | null> {
    return of(shown, ({ classification }) => classification?.urgency ?? null);
  }

  @ResolveField(() => Instant, { nullable: true, description: 'When to look again while on hold.' })
  heldUntil(@Parent() shown: Shown): Promise<string | null> {
    return of(shown, ({ status, heldUntil }) => (status === 'on-hold' ? heldUntil : null));
  }

  @ResolveField(() => [Answer], { description: 'The latest answer to each filter question.' })
  async answers(@Parent() shown: Shown): Promise<Answer[]> {
    const answers = (await of(shown, (state) => state.answers)) ?? [];
    return Promise.all(answers.map(async (a) => ({ ...a, answer: await open(this.#keys, a.answer) })));
  }

  @ResolveField(() => Diagnosis, { nullable: true })
  async diagnosis(@Parent() shown: Shown): Promise<Diagnosis | null> {
    const diagnosis = await of(shown, (state) => state.diagnosis);
    if (!diagnosis) return null;
    const { words, article, by, at } = diagnosis;
    return { by, at, words: await open(this.#keys, words), article: article ? shownPin(article) : null };
  }

  @ResolveField(() => [Step], { description: 'The steps tried, in order.' })
  async steps(@Parent() shown: Shown): Promise<Step[]> {
    const steps = (await of(shown, (state) => state.steps)) ?? [];
    const opened = steps.map(async ({ step, outcome, article, by, at }) => ({
      ...{ outcome, by, at, step: await open(this.#keys, step) },
      article: article ? shownPin(article) : null,
    }));
    return Promise.all(opened);
  }

  @ResolveField(() => Resolution, { nullable: true })
  async resolution(@Parent() shown: Shown): Promise<Resolution | null> {
    const resolution = await of(shown, (state) => state.resolution);
    return resolution && { ...resolution, solution: await openOptional(this.#keys, resolution.solution) };
  }

  @Allow(...staff, 'client')
  @ResolveField(() => Deadlines, {
    nullable: true,
    description: 'Null for a ticket that was not opened under a contract.',
  })
  async deadlines(@Parent() shown: Shown): Promise<Deadlines | null> {
    const sla = await shown.sla();
    if (!sla) return null;
    const at = await this.#instant(shown);
    const { response, resolution } = sla;
    return {
      response: { ...response, missed: isMissed(response, at) },
      resolution: { ...resolution, missed: isMissed(resolution, at) },
    };
  }

  /** The instant that is shown: now, or a past one. */
  async #instant({ asOf, past }: Shown): Promise<string> {
    if (asOf === null) return this.#clock();
    const read = parseAsOf(asOf);
    return read.by === 'revision' ? ((await past())?.history.at(-1)?.recordedAt ?? '') : read.at;
  }
}
