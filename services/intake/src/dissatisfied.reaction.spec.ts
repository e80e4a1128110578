import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Envelope, Score } from '@relais/contracts';
import { openProjections } from '@relais/projections';
import { acme, closed, opened, openTestPorts, resolved, sealedAs, type TestPorts } from '@relais/testkit';
import { DissatisfiedReaction } from './dissatisfied.reaction.ts';

const ticket = acme('ticket', 't1');
const survey = acme('survey', 's1');
const asked = { ticket: 't1', client: 'acme', requester: 'zoe' } as const;

describe('a survey that is answered badly', () => {
  let test: TestPorts;

  beforeEach(async () => {
    test = await openTestPorts('2026-03-02T08:00:00.000Z');
    await test.given(ticket, [opened, resolved, closed]);
    await test.given(survey, [
      { type: 'SurveySent', data: { ...asked, expiresAt: '2026-03-16T08:00:00.000Z' } },
    ]);
    test.now('2026-03-05T08:00:00.000Z');
  });
  afterEach(() => test.close());

  const answered = (score: Score, circumstances = {}): Promise<void> =>
    test.given(
      survey,
      [{ type: 'SurveyAnswered', data: { score, comment: sealedAs('Still silent') } }],
      circumstances,
    );

  const react = async (ports = test.ports): Promise<void> => {
    const reaction = new DissatisfiedReaction(ports);
    reaction.onApplicationBootstrap();
    await ports.processors.get('dissatisfied')?.caughtUp?.(await ports.store.head());
    await reaction.beforeApplicationShutdown();
  };

  const reopenings = async (): Promise<readonly Envelope[]> =>
    (await test.events(ticket)).filter(({ type }) => type === 'TicketReopened');

  it('reopens the ticket in the requester’s name, with their words, and names the answer', async () => {
    await answered(2);
    await react();
    const answer = (await test.events(survey)).at(-1);
    expect(await reopenings()).toMatchObject([
      {
        data: { why: 'dissatisfied', reason: sealedAs('Still silent') },
        ...{ by: 'relais', onBehalfOf: 'zoe', causation: answer?.id, rules: { reopening: 1 } },
      },
    ]);
  });

  it('does so for the worst score, and for no score above 2', async () => {
    await answered(3);
    await react();
    expect(await reopenings()).toEqual([]);
    await test.given(survey, [{ type: 'SurveyAnswered', data: { score: 1 } }]);
    await react();
    expect(await reopenings()).toMatchObject([{ data: { why: 'dissatisfied' } }]);
  });

  it('reopens once, however often the answer is delivered', async () => {
    await answered(1);
    await react();
    await test.given(ticket, [resolved, closed]);
    // Where no checkpoint was kept, as after a crash, all answers are delivered again.
    const folder = await mkdtemp(join(test.folder, 'anew-'));
    const projections = await openProjections({ adapter: 'sqlite', folder });
    await react({ ...test.ports, projections });
    await projections.close();
    expect(await reopenings()).toHaveLength(1);
    expect((await test.events(ticket)).at(-1)?.type).toBe('TicketClosed');
  });

  it('leaves a ticket alone that is worked on already', async () => {
    await test.given(ticket, [{ type: 'TicketReopened', data: { why: 'asked' } }]);
    await answered(1);
    await react();
    expect(await reopenings()).toMatchObject([{ data: { why: 'asked' } }]);
  });

  it('leaves a ticket alone that was closed too long ago', async () => {
    test.now('2026-04-02T08:00:00.000Z');
    await answered(1);
    await react();
    expect(await reopenings()).toEqual([]);
  });

  it('is history when it was imported', async () => {
    await answered(1, { source: { batch: 'log', line: 2 } });
    await react();
    expect(await reopenings()).toEqual([]);
  });
});
