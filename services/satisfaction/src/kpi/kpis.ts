import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import {
  client,
  isStaff,
  parseAsOf,
  product,
  streamOf,
  type Caller,
  type Client,
  type ClientEvent,
  type ClientId,
  type Product,
  type ProductRegistered,
  type Role,
  type TenantId,
  type TicketId,
} from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { Contracts, forbidden, PORTS, type Asking, type Ports } from '@relais/nest';
import type { Instant, Table } from '@relais/projections';
import {
  countKpis,
  instantIn,
  isZone,
  usualTerms,
  type KpiCounting,
  type KpiCut,
  type KpiSheet as Counted,
  type Measure,
  type Period,
  type SurveyRecord,
} from '@relais/rules';
import { surveys, type SurveyRow } from '../survey.projection.ts';
import { Surveys } from '../surveys.ts';
import type { KpisArgs, KpiScores, KpiSheet, KpiValue } from './kpi.graph.ts';
import { recordProjection, records, type RecordRow } from './record.projection.ts';

/** Who may see what a single agent does. */
const overAgents: readonly Role[] = ['supervisor', 'auditor', 'admin'];

/** What is the caller's, for the store's own query. */
type Scope = { readonly tenant: TenantId; readonly client?: readonly ClientId[] };

const scopeOf = (caller: Caller): Scope => {
  const own = isStaff(caller) ? caller.clients : (caller.clients ?? []);
  return { tenant: caller.tenant, ...(own && { client: own }) };
};

const instantOf = (asOf: string | null | undefined): Instant | undefined => {
  if (asOf == null) return undefined;
  const past = parseAsOf(asOf);
  if (past.by === 'revision')
    throw new Invalid('as-of-unreadable', 'asOf', 'figures have no revision: give an instant');
  return past;
};

const periodOf = ({ from, to }: KpisArgs, zone: string): Period => {
  if (!isZone(zone))
    throw new Invalid('zone-unknown', 'zone', `"${zone}" is no time zone such as Europe/Paris`);
  if (from != null && to != null && to < from)
    throw new Invalid('period-reversed', 'to', `${to} comes before ${from}`);
  const midnight = (day: string | null | undefined): string | null =>
    day == null ? null : instantIn(zone, day);
  return { from: midnight(from), to: midnight(to) };
};

const valueOf = ({ version, value, reason, numerator, denominator }: Measure): KpiValue => ({
  ...{
    version,
    value,
    reason: reason ?? null,
    numerator: numerator ?? null,
    denominator: denominator ?? null,
  },
});

const scoresOf = ({ distribution, mean, sent, answered }: Counted['scores']): KpiScores => ({
  ...{ distribution, mean, sent, answered, answerRate: sent === 0 ? null : answered / sent },
});

const addSurvey = (all: Map<TicketId, SurveyRecord[]>, row: SurveyRow | null): void => {
  const { ticket, sentAt, answeredAt = null, score = null } = row ?? {};
  if (!ticket || !sentAt) return;
  const known = all.get(ticket) ?? [];
  known.push({ sentAt, answeredAt, score });
  all.set(ticket, known);
};

/** The KPIs: counted from the records of tickets and surveys that projections keep, now or at any instant. */
@Injectable()
export class Kpis implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #surveys: Surveys;
  readonly #records: Table<RecordRow>;
  readonly #answers: Table<SurveyRow>;
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports, surveysOf: Surveys) {
    this.#ports = ports;
    this.#surveys = surveysOf;
    this.#records = ports.projections.table(records);
    this.#answers = ports.projections.table(surveys);
  }

  onApplicationBootstrap(): void {
    const contracts = new Contracts(this.#ports.histories);
    const projection = recordProjection(contracts.of, contracts.ready);
    this.#running = runProjection({ ...this.#ports, projection });
    this.#ports.processors.set(records.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(records.name);
  }

  /** One sheet, or with a cut one for each of its values for which anything counts. */
  async sheets(asking: Asking, asked: KpisArgs): Promise<readonly KpiSheet[]> {
    const { caller, notices } = asking;
    const cut = asked.cut ?? null;
    if (cut === 'agent' && !caller.roles.some((role) => overAgents.includes(role))) throw forbidden();
    const period = periodOf(asked, asked.zone ?? this.#ports.zone);
    const past = instantOf(asked.asOf);
    // A figure that leaves out the last command without a word is a wrong one.
    if (!(await this.#isCurrent())) notices.add('VISIBLE_LATER');
    const counting = countKpis(usualTerms(period), cut);
    await this.#count(counting, scopeOf(caller), past);
    return counting.sheets().map((sheet) => this.#shown(caller.tenant, cut, sheet));
  }

  async #isCurrent(): Promise<boolean> {
    const position = await this.#ports.store.head();
    const [tickets, answers] = await Promise.all([
      this.#running?.waitFor({ position }),
      this.#surveys.shows(position),
    ]);
    return tickets === true && answers;
  }

  async #count(counting: KpiCounting, scope: Scope, past: Instant | undefined): Promise<void> {
    const asked = new Map<TicketId, SurveyRecord[]>();
    for await (const rows of this.#answers.scan(scope, past))
      for (const { row } of rows) addSurvey(asked, row);
    const add = (id: TicketId, row: RecordRow | null) => row && counting.ticket(row, asked.get(id) ?? []);
    for await (const rows of this.#records.scan(scope, past)) for (const { key, row } of rows) add(key, row);
  }

  #shown(tenant: TenantId, cut: KpiCut | null, { cut: value, kpis, scores }: Counted): KpiSheet {
    const id = value === null ? null : String(value);
    const named = () => this.#name(tenant, cut, id);
    const measures = Object.entries(kpis).map(([name, measure]) => [name, valueOf(measure)] as const);
    return {
      ...{ ...Object.fromEntries(measures), cut: id, scores: scoresOf(scores) },
      get name() {
        return named();
      },
    } as KpiSheet;
  }

  async #name(tenant: TenantId, cut: KpiCut | null, id: string | null): Promise<string | null> {
    const { histories } = this.#ports;
    if (id === null) return null;
    if (cut === 'client')
      return (await histories.at<Client, ClientEvent>(client, streamOf('client', tenant, id))).name;
    if (cut === 'product')
      return (await histories.at<Product, ProductRegistered>(product, streamOf('product', tenant, id))).name;
    return null;
  }
}
