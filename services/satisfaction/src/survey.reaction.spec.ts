import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { streamOf, type Envelope, type ResolutionCode, type TicketEvent } from '@relais/contracts';
import { openProjections } from '@relais/projections';
import {
  acme,
  closed,
  opened,
  openTestPorts,
  reopened,
  resolved,
  sealedAs,
  type TestPorts,
} from '@relais/testkit';
import { SurveyReaction } from './survey.reaction.ts';

// Real stores are opened, on whatever else the machine is doing.
jest.setTimeout(30_000);

const ticket = acme('ticket', 't1');
const { requester: _, ...unknown } = opened.data;
const resolvedAs = (code: ResolutionCode): TicketEvent => ({ ...resolved, data: { ...resolved.data, code } });

describe('a ticket that is closed', () => {
  let test: TestPorts;

  beforeEach(async () => {
    test = await openTestPorts('2026-03-02T08:00:00.000Z');
  });
  afterEach(() => test.close());

  const react = async (ports = test.ports): Promise<void> => {
    const reaction = new SurveyReaction(ports);
    reaction.onApplicationBootstrap();
    await ports.processors.get('survey')?.caughtUp?.(await ports.store.head());
    await reaction.beforeApplicationShutdown();
  };

  const sent = async (): Promise<readonly Envelope[]> => {
    const all = await test.ports.store.readAll(0);
    return all.map(({ event }) => event).filter(({ type }) => type === 'SurveySent');
  };

  it('asks its requester whether they are satisfied, and names the closing', async () => {
    await test.given(ticket, [opened, resolved]);
    test.now('2026-03-09T08:00:00.000Z');
    await test.given(ticket, [closed]);
    test.now('2026-03-09T08:00:03.000Z');
    await react();
    const closing = (await test.events(ticket)).at(-1);
    expect(await sent()).toMatchObject([
      {
        data: { ticket: 't1', client: 'acme', requester: 'zoe', expiresAt: '2026-03-23T08:00:00.000Z' },
        ...{ tenant: 'acme', client: 'acme', by: 'relais', happenedAt: '2026-03-09T08:00:03.000Z' },
        ...{ causation: closing?.id, correlation: closing?.correlation, rules: { surveyExpiry: 1 } },
      },
    ]);
  });

  it('asks nothing before', async () => {
    await test.given(ticket, [opened, resolved]);
    await react();
    expect(await sent()).toEqual([]);
  });

  it('asks once, however often the closing is delivered', async () => {
    await test.given(ticket, [opened, resolved, closed]);
    await react();
    await react();
    // Where no checkpoint was kept, as after a crash, all closings are delivered again.
    const folder = await mkdtemp(join(test.folder, 'anew-'));
    const projections = await openProjections({ adapter: 'sqlite', folder });
    await react({ ...test.ports, projections });
    await projections.close();
    expect(await sent()).toHaveLength(1);
  });

  it('is answered once, however often its closing is delivered', async () => {
    await test.given(ticket, [opened, resolved, closed]);
    await react();
    const [survey] = await sent();
    const stream = survey?.stream ?? '';
    await test.given(stream, [{ type: 'SurveyAnswered', data: { score: 5 } }]);
    const closing = (await test.ports.store.readAll(0)).find(({ event }) => event.type === 'TicketClosed');
    if (closing) await new SurveyReaction(test.ports).answer(closing);
    expect((await test.events(stream)).map(({ type }) => type)).toEqual(['SurveySent', 'SurveyAnswered']);
  });

  it('asks again when it was reopened and is closed again', async () => {
    await test.given(ticket, [opened, resolved, closed, reopened, resolved, closed]);
    await react();
    const surveys = await sent();
    expect(new Set(surveys.map(({ stream }) => stream)).size).toBe(2);
    const closings = (await test.events(ticket)).filter(({ type }) => type === 'TicketClosed');
    expect(surveys.map(({ causation }) => causation)).toEqual(closings.map(({ id }) => id));
  });

  it.each(['duplicate', 'invalid'] as const)('asks nobody about what was resolved as %s', async (code) => {
    await test.given(ticket, [opened, resolvedAs(code), closed]);
    await react();
    expect(await sent()).toEqual([]);
  });

  it('asks by its last resolution, as it was at that closing', async () => {
    await test.given(ticket, [opened, resolvedAs('duplicate'), closed, reopened, resolved, closed]);
    await test.given(ticket, [reopened, resolvedAs('invalid'), closed]);
    await react();
    const [, second] = (await test.events(ticket)).filter(({ type }) => type === 'TicketClosed');
    expect(await sent()).toMatchObject([{ causation: second?.id }]);
  });

  it('asks nobody when nobody is known to have been helped', async () => {
    await test.given(ticket, [{ ...opened, data: unknown }, resolved, closed]);
    await react();
    expect(await sent()).toEqual([]);
  });

  it('asks nobody who was forgotten', async () => {
    const zoe = { client: 'acme', name: sealedAs('Zoe'), language: 'fr', claims: [] } as const;
    const person = streamOf('person', 'acme', 'zoe');
    await test.given(person, [{ type: 'PersonRegistered', data: zoe }]);
    await test.given(ticket, [opened, resolved, closed]);
    await test.given(person, [{ type: 'PersonForgotten', data: {} }]);
    await react();
    expect(await sent()).toEqual([]);
  });

  it('asks nobody what could no longer be answered', async () => {
    await test.given(ticket, [opened, resolved, closed]);
    test.now('2026-03-16T08:00:00.001Z');
    await react();
    expect(await sent()).toEqual([]);
  });

  it('is history when its closing was imported, and asks about a later one', async () => {
    await test.given(ticket, [opened, resolved, closed], { source: { batch: 'log', line: 2 } });
    await react();
    expect(await sent()).toEqual([]);
    await test.given(ticket, [reopened, resolved, closed]);
    await react();
    expect(await sent()).toHaveLength(1);
  });
});
