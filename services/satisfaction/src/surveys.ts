import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import {
  inScope,
  isStaff,
  scores,
  streamOf,
  survey,
  surveyIdOf,
  ticket,
  type AsOf,
  type Caller,
  type Score,
  type Sealed,
  type Survey as SurveyState,
  type SurveyEvent,
} from '@relais/contracts';
import { Commands, type Position } from '@relais/event-store';
import { Invalid } from '@relais/kernel';
import {
  answerRefusal,
  instantOf,
  openOptional,
  PORTS,
  readTicket,
  type Asking,
  type Ports,
} from '@relais/nest';
import type { Filter, Table } from '@relais/projections';
import { surveying } from './survey.decider.ts';
import type {
  AnswerSurveyInput,
  Survey,
  SurveyFilter,
  SurveyOutcome,
  SurveyPage,
  SurveysArgs,
  SurveyStatus,
  Ticket,
} from './survey.graph.ts';
import { surveyProjection, surveys, type SurveyRow } from './survey.projection.ts';

const scoreOf = (given: number, field: string): Score => {
  const score = scores.find((known) => known === given);
  if (score === undefined) throw new Invalid('score-unreadable', field, 'a score is 1 to 5');
  return score;
};

/** What is not answered has no score. */
const scoresFor = ({ score, answered }: SurveyFilter): readonly (Score | null)[] => {
  const wanted = score?.map((given, place) => scoreOf(given, `filter.score.${place}`));
  const all = [...(answered === true ? [] : [null]), ...(answered === false ? [] : scores)];
  return wanted ? all.filter((one) => one !== null && wanted.includes(one)) : all;
};

/** The filter with the caller's scope in it: what is not theirs is not in the list. */
const scoped = (caller: Caller, filter: SurveyFilter): Filter<SurveyRow> => {
  const own = isStaff(caller) ? caller.clients : (caller.clients ?? []);
  const clients = own ? (filter.client ?? own).filter((id) => own.includes(id)) : filter.client;
  return { tenant: caller.tenant, score: scoresFor(filter), ...(clients && { client: clients }) };
};

const statusAt = (at: string, { answeredAt, expiresAt }: SurveyState): SurveyStatus => {
  if (answeredAt !== null) return 'answered';
  return expiresAt !== null && at > expiresAt ? 'expired' : 'sent';
};

/** Which survey, and the past of its ticket from which it is looked at. */
type Which = { readonly id: string; readonly asOf: string | null; readonly instant: AsOf | null };

/** The surveys of requesters: asked, answered, and listed by a projection. */
@Injectable()
export class Surveys implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #commands: Commands<'satisfaction'>;
  readonly #table: Table<SurveyRow>;
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#commands = new Commands({ store: ports.store, clock: ports.clock, service: 'satisfaction' });
    this.#table = ports.projections.table(surveys);
  }

  onApplicationBootstrap(): void {
    this.#running = runProjection({ ...this.#ports, projection: surveyProjection });
    this.#ports.processors.set(surveys.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(surveys.name);
  }

  /** Whether the rows show all up to a position of the store, after at most a second. */
  async shows(position: Position): Promise<boolean> {
    return (await this.#running?.waitFor({ position })) === true;
  }

  /** A ticket that the caller may see; null for any other. */
  async ticket(asking: Asking, id: string, asOf: string | null): Promise<Ticket | null> {
    return (await readTicket(this.#ports.histories, asking, { id, asOf }, ticket)) && { id, asOf };
  }

  /** The survey of a ticket's last closing, as of the same past. */
  async ofTicket(asking: Asking, { id, asOf }: Ticket): Promise<Survey | null> {
    const past = await readTicket(this.#ports.histories, asking, { id, asOf }, ticket);
    const closing = past?.history.findLast(({ type }) => type === 'TicketClosed');
    if (!past || !closing) return null;
    const instant = instantOf(asOf, past.history.at(-1));
    return this.#survey(asking, { id: surveyIdOf(asking.caller.tenant, closing.id), asOf, instant });
  }

  async page({ caller }: Asking, { filter, first, after }: SurveysArgs): Promise<SurveyPage> {
    const where = scoped(caller, filter);
    const order = [{ field: 'sentAt', descending: true }] as const;
    const page = await this.#table.page({ where, order, first, after: after ?? undefined });
    const nodes = page.rows.flatMap(({ key, row }) =>
      row ? [this.#shown({ id: key, asOf: null, instant: null }, row)] : [],
    );
    return { nodes, next: page.more ? (page.cursors.at(-1) ?? null) : null };
  }

  async answer(asking: Asking, input: AnswerSurveyInput): Promise<SurveyOutcome> {
    const { caller, correlation, language } = asking;
    const { surveyId: id, commandId, happenedAt } = input;
    const score = scoreOf(input.score, 'input.score');
    const asked = await this.#state(caller, id, null);
    const comment = await this.#comment(caller, asked, input);
    const handled = await this.#commands.handle(surveying, {
      ...{ commandId, caller, correlation, happenedAt: happenedAt ?? undefined },
      stream: streamOf('survey', caller.tenant, id),
      onBehalfOf: caller.person === null ? (asked?.requester ?? undefined) : undefined,
      belonging: ({ client, requester }) => ({ client, requester }),
      command: { type: 'AnswerSurvey', data: { score, ...comment } },
    });
    const instant = { by: 'revision', revision: handled.revision } as const;
    return {
      ok: handled.ok,
      refusal: handled.ok ? null : answerRefusal(handled.refusal, language),
      survey: await this.#survey(asking, { id, asOf: null, instant }),
    };
  }

  /** Sealed under the ticket's key; for a survey that is not the caller's, under one that nothing will open. */
  async #comment(
    { tenant }: Caller,
    asked: SurveyState | null,
    { comment }: AnswerSurveyInput,
  ): Promise<{ readonly comment?: Sealed }> {
    if (comment == null) return {};
    const key = streamOf('ticket', tenant, asked?.ticket ?? '-');
    return { comment: await this.#ports.keys.seal(key, comment) };
  }

  async #state(caller: Caller, id: string, instant: AsOf | null): Promise<SurveyState | null> {
    const { tenant } = caller;
    const stream = streamOf('survey', tenant, id);
    const found = await this.#ports.histories.at<SurveyState, SurveyEvent>(survey, stream, instant);
    const { client, requester } = found;
    return found.sentAt !== null && inScope(caller, { tenant, client, requester }) ? found : null;
  }

  async #survey({ caller }: Asking, which: Which): Promise<Survey | null> {
    const found = await this.#state(caller, which.id, which.instant);
    return found && this.#shown(which, found);
  }

  #shown({ id, asOf, instant }: Which, state: SurveyState): Survey {
    const { ticket: about, score, comment, sentAt, expiresAt, answeredAt } = state;
    const { keys, clock } = this.#ports;
    const at = instant && instant.by !== 'revision' ? instant.at : clock();
    return {
      ...{ id, status: statusAt(at, state), score, sentAt, expiresAt, answeredAt },
      ticket: { id: about, asOf },
      get comment() {
        return openOptional(keys, comment);
      },
    } as Survey;
  }
}
