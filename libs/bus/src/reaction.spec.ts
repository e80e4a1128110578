import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventStore, type EventStore } from '@relais/event-store';
import { openProjections, type Projections } from '@relais/projections';
import { held, opened, resumed, tell } from '@relais/testkit';
import { openBus, runReaction, type Reaction, type Running } from './index.ts';

describe('a reaction at work', () => {
  let folder: string;
  let store: EventStore;
  let projections: Projections;
  let running: Running[];
  let answered: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-reaction-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
    projections = await openProjections({ adapter: 'sqlite', folder });
    running = [];
    answered = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(({ stop }) => stop()));
    await projections.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (reaction: Partial<Reaction> = {}): Promise<Running> => {
    const started = runReaction({
      ...{ store, projections, bus: await openBus({ adapter: 'log', store }), pauses: [1, 1] },
      clock: () => '2026-03-02T12:00:00.000Z',
      reaction: {
        ...{ name: 'answering', kinds: ['ticket'] },
        answer: ({ event }) => {
          answered.push(`${event.stream} ${event.revision}`);
          return Promise.resolve();
        },
        ...reaction,
      },
    });
    running.push(started);
    return started;
  };
  const run = async (reaction?: Partial<Reaction>): Promise<void> => {
    const one = await start(reaction);
    await one.caughtUp(await store.head());
    await one.stop();
  };

  it('goes on from the end of a log that has lost some of what it has answered', async () => {
    await tell(store, 'ticket-north.a', [opened, held, resumed]);
    await run();
    await store.close();
    store = await openEventStore({ adapter: 'sqlite', folder: join(folder, 'older') });
    await tell(store, 'ticket-north.a', [opened]);
    const one = await start();
    await one.caughtUp(await store.head());
    await tell(store, 'ticket-north.a', [held]);
    await one.caughtUp(await store.head());
    expect(answered.slice(3)).toEqual(['ticket-north.a 1']);
  });

  it('answers each event once, and goes on where it was', async () => {
    await tell(store, 'ticket-north.a', [opened, held]);
    await run();
    await tell(store, 'ticket-north.a', [resumed]);
    await run();
    expect(answered).toEqual(['ticket-north.a 0', 'ticket-north.a 1', 'ticket-north.a 2']);
  });

  it('answers its types only, and never what was imported', async () => {
    await tell(store, 'ticket-north.a', [opened, held]);
    await tell(store, 'ticket-north.b', [opened, held], { imported: true });
    await run({ types: ['TicketHeld'] });
    expect(answered).toEqual(['ticket-north.a 1']);
  });

  it('does not pass on before an answer is given', async () => {
    await tell(store, 'ticket-north.a', [opened]);
    await tell(store, 'ticket-north.b', [opened]);
    let giving = 0;
    await run({
      answer: async ({ event }) => {
        giving += 1;
        expect(giving).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        answered.push(event.stream);
        giving -= 1;
      },
    });
    expect(answered).toEqual(['ticket-north.a', 'ticket-north.b']);
  });

  it('parks the stream of an event that it cannot answer, and answers it once released', async () => {
    let ill = true;
    const answer: Reaction['answer'] = ({ event }) => {
      if (ill && event.stream === 'ticket-north.a')
        return Promise.reject(new Error('the mail server is down'));
      answered.push(`${event.stream} ${event.revision}`);
      return Promise.resolve();
    };
    await tell(store, 'ticket-north.a', [opened, held]);
    await tell(store, 'ticket-north.b', [opened]);
    const one = await start({ answer });
    await one.caughtUp(await store.head());
    expect(answered).toEqual(['ticket-north.b 0']);
    expect(await projections.parked('answering')).toMatchObject([{ stream: 'ticket-north.a', revision: 0 }]);
    ill = false;
    expect(await one.release('ticket-north.a')).toBeNull();
    expect(answered).toEqual(['ticket-north.b 0', 'ticket-north.a 0', 'ticket-north.a 1']);
    await tell(store, 'ticket-north.a', [resumed]);
    await one.caughtUp(await store.head());
    expect(answered).toHaveLength(4);
  });
});
