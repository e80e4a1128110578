import { eventIdOf, idOf, streamOf, type RelaisEvent, type StreamName } from '@relais/contracts';
import { claims, factId, numbers, writeFacts, type Batch, type Fact } from '@relais/intake';
import type { Refusal } from '@relais/kernel';
import { tenantKey, type Keys } from '@relais/keys';
import {
  articlesOf,
  callersIn,
  improvementsOf,
  lifeOf,
  surveyOf,
  troublesIn,
  type Clear,
  type Extent,
  type Life,
  type Moment,
  type Stage,
} from '@relais/seed';
import type { Founded } from '../relais.ts';
import { demoId, type Demo } from './accounts.ts';

/** What `npm start` shows to a newcomer: half of the tickets open, over four months. */
export const extent: Extent = { tickets: 200, open: 0.5, days: 120 };

const zoneOf = ({ clients }: Demo): string => clients[0]?.zone ?? 'UTC';

const namesOf = ({ staff }: Demo, role: string, level?: 1 | 2): readonly string[] =>
  Object.entries(staff)
    .filter(([, [own, at]]) => own === role && at === level)
    .map(([name]) => name);

/** The provider as the troubles of its language are told of it. */
const stageOf = (demo: Demo, now: string): Stage => ({
  ...{ tenant: demo.tenant, language: demo.language, zone: zoneOf(demo), now },
  ...{ troubles: troublesIn(demo.language), callers: callersIn(demo.language) },
  agents: { 1: namesOf(demo, 'agent', 1), 2: namesOf(demo, 'agent', 2) },
  supervisor: namesOf(demo, 'supervisor')[0] ?? 'relais',
  editor: namesOf(demo, 'editor')[0] ?? 'relais',
  idOf: (kind, key) => demoId(kind, demo.tenant, key),
  queueOf: (client) => demo.clients.find(({ key }) => key === client)?.queue ?? `${client}-1`,
});

const isClear = (value: object): value is Clear => 'clear' in value;

/** The same data with its words sealed. */
const sealAll = async (keys: Keys, key: string, value: unknown): Promise<unknown> => {
  if (typeof value !== 'object' || value === null) return value;
  if (isClear(value)) return keys.seal(key, value.clear);
  if (Array.isArray(value)) return Promise.all(value.map((inner) => sealAll(keys, key, inner)));
  const entries = Object.entries(value).map(async ([name, inner]) => [name, await sealAll(keys, key, inner)]);
  return Object.fromEntries(await Promise.all(entries)) as unknown;
};

const batchOf = (tenant: string): Batch => ({ tenant, batch: `demo-${tenant}` });

/** Where a chapter's facts stand in the log that the demo is: its own lines, whatever the present is. */
type Place = { readonly stream: StreamName; readonly line: number; readonly client?: string };

/** Stores what is told: sealed, numbered, its reference claimed. */
class Telling {
  readonly #ports: Founded;
  readonly #stage: Stage;
  readonly #numbers: ReturnType<typeof numbers>;
  readonly #claims: ReturnType<typeof claims>;

  constructor(ports: Founded, stage: Stage) {
    this.#ports = ports;
    this.#stage = stage;
    this.#numbers = numbers(ports);
    this.#claims = claims(ports);
  }

  /** All facts of so many tickets, and of what belongs to them. */
  *facts(tickets: Extent): Generator<Fact> {
    const { tenant } = this.#stage;
    for (const [nth, { id, moments }] of articlesOf(this.#stage, tickets.days).entries())
      yield* this.#chapter({ stream: streamOf('article', tenant, id), line: nth * 10 }, moments);
    for (const [nth, { id, moments }] of improvementsOf(this.#stage).entries())
      yield* this.#chapter({ stream: streamOf('improvement', tenant, id), line: nth * 10 }, moments);
    for (let place = 1; place <= tickets.tickets; place += 1)
      yield* this.#life(lifeOf(this.#stage, place, tickets));
  }

  *#life(life: Life): Generator<Fact> {
    const { tenant } = this.#stage;
    const { place, client, requester } = life;
    const id = demoTicket(tenant, place);
    const stream = streamOf('ticket', tenant, id);
    const above = [
      tenantKey(tenant),
      streamOf('client', tenant, client),
      streamOf('person', tenant, requester),
    ];
    const key = () => this.#ports.keys.ready([...above, stream]);
    yield* this.#chapter({ stream, client, line: place * 1_000 }, life.moments, key);
    const last = place * 1_000 + life.moments.length;
    const closing = eventIdOf(stream, factId(batchOf(tenant), stream, last, 0), 0);
    const survey = surveyOf(this.#stage, life, { ticket: id, closing });
    if (!survey) return;
    const asked = streamOf('survey', tenant, survey.id);
    yield* this.#chapter({ stream: asked, client, line: place * 1_000 + 900 }, survey.moments);
  }

  *#chapter(
    { stream, line, client }: Place,
    moments: readonly Moment[],
    key = async (): Promise<string> => tenantKey(this.#stage.tenant),
  ): Generator<Fact> {
    for (const [nth, { at, by, onBehalfOf, event }] of moments.entries())
      yield {
        ...{ stream, at, by, line: line + nth + 1 },
        ...(client !== undefined && { client }),
        ...(onBehalfOf !== undefined && { onBehalfOf }),
        // The contract that the demo signs first.
        ...(event.type === 'TicketOpened' && { rules: { contract: 1 } }),
        event: async () => this.#event(stream, event, await key()),
      };
  }

  async #event(
    stream: StreamName,
    { type, data }: Moment['event'],
    key: string,
  ): Promise<RelaisEvent | Refusal> {
    const sealed = (await sealAll(this.#ports.keys, key, data)) as RelaisEvent['data'];
    const event = { type, data: sealed } as RelaisEvent;
    return event.type === 'TicketOpened' ? this.#opened(stream, event, key) : event;
  }

  async #opened(
    holder: StreamName,
    { type, data }: Extract<RelaisEvent, { readonly type: 'TicketOpened' }>,
    key: string,
  ): Promise<RelaisEvent | Refusal> {
    const { tenant } = this.#stage;
    await this.#ports.keys.keep(key);
    const value = `${data.client}\n${data.reference}`;
    const taken = await this.#claims.make({ tenant, actor: 'root' }, { kind: 'reference', value, holder });
    return taken ?? { type, data: { ...data, number: await this.#numbers.take(tenant) } };
  }
}

/** The id of a ticket of the demo, by its place. */
const demoTicket = (tenant: string, place: number): string => idOf('ticket', tenant, `demo-${place}`);

/**
 * Gives a provider tickets of our own writing that end at the present, as a log that was imported: nothing reacts to them until
 * somebody works on them. Once they are there they are left alone; told again after an interruption, what is missing is added.
 */
export const seedCases = async (
  ports: Founded,
  demo: Demo,
  tickets: Extent,
  progress: (events: number) => void = () => undefined,
): Promise<void> => {
  const last = streamOf('ticket', demo.tenant, demoTicket(demo.tenant, tickets.tickets));
  if (tickets.tickets === 0 || (await ports.store.read(last, { limit: 1 })).length > 0) return;
  const telling = new Telling(ports, stageOf(demo, ports.clock()));
  await writeFacts(ports, batchOf(demo.tenant), telling.facts(tickets), {
    progress: ({ events }) => progress(events),
  });
};
