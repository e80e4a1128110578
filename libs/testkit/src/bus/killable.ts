import { openBus, runProjection, runReaction } from '@relais/bus';
import { eventIdOf, noHash } from '@relais/contracts';
import { noStream, openEventStore, stamp, type EventStore } from '@relais/event-store';
import { openProjections, type Projections } from '@relais/projections';
import { tallying } from './tally.ts';

/**
 * A processor in a process of its own, which ends itself by SIGKILL at its nth commit that does something: `before` it, `during` it
 * (given to the engine, not answered) or `after` it. `never`: it goes on to the head and ends by itself.
 * Arguments: the data folder, `projection` or `reaction`, when, n.
 */
const [folder = '', which = '', when = 'never', nth = '1'] = process.argv.slice(2);

const kill = (): void => void process.kill(process.pid, 'SIGKILL');

const killing = (projections: Projections): Projections => {
  let commits = 0;
  return {
    prepare: (model) => projections.prepare(model),
    table: (model) => projections.table(model),
    checkpoint: (processor) => projections.checkpoint(processor),
    parked: (processor) => projections.parked(processor),
    beside: (model) => projections.beside(model),
    close: () => projections.close(),
    commit: async (commit) => {
      commits += 1;
      const now = commits === Number(nth) ? when : 'never';
      if (now === 'before') kill();
      const committing = projections.commit(commit);
      if (now === 'during') kill();
      await committing;
      if (now === 'after') kill();
    },
  };
};

/** Each ticket's opening is answered by a product of the same id, under a command id made of the event's. */
const answerIn = async (store: EventStore, id: string, ticket: string): Promise<void> => {
  const stream = ticket.replace('ticket-', 'product-');
  const data = { vendor: 'v', name: ticket, versions: [] };
  const circumstances = {
    ...{ stream, commandId: eventIdOf(ticket, id, 0), correlation: id },
    ...{ caller: { actor: 'relais' }, now: '2026-03-02T09:00:00.000Z' },
  };
  const start = { revision: noStream, hash: noHash, recordedAt: '' };
  const { answer } = await store.append(
    stream,
    noStream,
    stamp('intake', start, [{ type: 'ProductRegistered', data }], circumstances),
  );
  if (answer !== 'written' && answer !== 'same') throw new Error(`${stream}: ${answer}`);
};

const store = await openEventStore({ adapter: 'sqlite', folder });
const opened = await openProjections({ adapter: 'sqlite', folder });
const around = {
  ...{ store, projections: killing(opened), bus: await openBus({ adapter: 'log', store }) },
  clock: () => new Date().toISOString(),
};
const running =
  which === 'projection'
    ? runProjection({ ...around, projection: tallying() })
    : runReaction({
        ...around,
        reaction: {
          ...{ name: 'answering', kinds: ['ticket'], types: ['TicketOpened'] },
          answer: ({ event }) => answerIn(store, event.id, event.stream),
        },
      });
await running.caughtUp(await store.head());
await running.stop();
await opened.close();
await store.close();
