import type { TicketEvent } from '@relais/contracts';
import { acme, opened, openTestPorts, resolved, taken, type TestPorts } from '@relais/testkit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { QueueChanges } from './live.graph.ts';
import type { TicketFilter } from './queue.graph.ts';
import { asking, next, openLive, type LiveStage } from './testing/live-stage.ts';

jest.setTimeout(60_000);

const filter: TicketFilter = { status: ['open'], client: ['lumen'] };
const data = { ...opened.data, client: 'lumen', queue: 'lumen-1' };
const life: readonly TicketEvent[] = [taken, resolved, { type: 'TicketReopened', data: { why: 'asked' } }];

/** What somebody knows of a list who reads its batches, loses some, goes and comes back. */
class Reader {
  readonly #stage: LiveStage;
  /** What the list shows, by ticket. */
  readonly list = new Map<string, string>();
  readonly #told = new Set<string>();
  #following: Promise<Awaited<ReturnType<LiveStage['follow']>>>;
  #cursor: string | null = null;

  constructor(stage: LiveStage) {
    this.#stage = stage;
    this.#following = stage.follow(filter, null, { most: 5 });
  }

  async read(): Promise<number> {
    const { cursor, restart, changes } = await next(await this.#following);
    expect(restart).toBe(false);
    this.#cursor = cursor;
    for (const change of changes) this.#note(change);
    return changes.length;
  }

  async goAndComeBack(): Promise<void> {
    await (await this.#following).return();
    this.#following = this.#stage.follow(filter, this.#cursor, { most: 5 });
  }

  /** A batch that was on its way when the connection broke. */
  async lose(): Promise<void> {
    await next(await this.#following);
    await this.goAndComeBack();
  }

  /** Reads until nothing more comes. */
  async readAll(): Promise<void> {
    for (let quiet = 0; quiet < 2;) quiet = (await this.read()) === 0 ? quiet + 1 : 0;
    await (await this.#following).return();
  }

  #note({ ticketId, revision, ticket }: QueueChanges['changes'][number]): void {
    expect(this.#told).not.toContain(`${ticketId} ${revision}`);
    this.#told.add(`${ticketId} ${revision}`);
    if (ticket) this.list.set(ticketId, `${ticket.status} ${revision}`);
    else this.list.delete(ticketId);
  }
}

describe('a list whose reader goes and comes back', () => {
  let test: TestPorts;
  let stage: LiveStage;
  let run = 0;
  beforeAll(async () => {
    test = await openTestPorts();
    stage = openLive(test.ports);
  });
  afterAll(async () => {
    expect(await stage.close()).toBe(0);
    await test.close();
  });

  /** Each run has tickets of its own. */
  const listed = async (): Promise<readonly (readonly [string, string])[]> => {
    const asked = { filter, order: 'OLDEST_FIRST', first: 100, after: undefined, asOf: null } as const;
    const { nodes } = await stage.queue.page(asking(), asked);
    return nodes
      .filter(({ id }) => id.startsWith(`run${run}-`))
      .map(({ id, status, revision }) => [id, `${status} ${revision}`]);
  };

  const writing = () => {
    const revisions = new Map<string, number>();
    return async (n: number): Promise<void> => {
      const id = `run${run}-${n}`;
      const revision = revisions.get(id) ?? 0;
      revisions.set(id, revision + 1);
      const event =
        revision === 0 ? { ...opened, data } : (life[(revision - 1) % life.length] as TicketEvent);
      await test.given(acme('ticket', id), [event]);
    };
  };

  const act = (name: 'read' | 'goAndComeBack' | 'lose') => fc.constant({ name, n: 0 });
  const acts = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ name: fc.constant('write' as const), n: fc.nat({ max: 5 }) }) },
      { weight: 2, arbitrary: act('read') },
      { weight: 1, arbitrary: act('goAndComeBack') },
      { weight: 1, arbitrary: act('lose') },
    ),
    { maxLength: 40 },
  );

  it('is told everything, and nothing twice', () =>
    fc.assert(
      fc.asyncProperty(acts, async (all) => {
        run += 1;
        const write = writing();
        const reader = new Reader(stage);
        await reader.read();
        for (const { name, n } of all) await (name === 'write' ? write(n) : reader[name]());
        await stage.heard();
        await reader.readAll();
        const known = [...reader.list].filter(([id]) => id.startsWith(`run${run}-`));
        expect(new Map(known)).toEqual(new Map(await listed()));
      }),
      { numRuns: 25 },
    ));
});
