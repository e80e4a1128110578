import { randomUUID } from 'node:crypto';
import { noHash, type StreamName } from '@relais/contracts';
import { noStream, stamp, type EventStore, type Position } from '@relais/event-store';
import type { Event } from '@relais/kernel';

/** When told: without a clock of its own, all of a story happens at one instant. */
type When = { readonly now?: string; readonly happenedAt?: string; readonly imported?: boolean };

/** Appends events to the end of a stream, whoever owns them, and gives the position of the last one. */
export const tell = async (
  store: EventStore,
  stream: StreamName,
  events: readonly Event[],
  { now = '2026-03-02T08:00:00.000Z', happenedAt, imported = false }: When = {},
): Promise<Position> => {
  const [last] = await store.read(stream, { backwards: true, limit: 1 });
  const { revision, hash, recordedAt } = last?.event ?? { revision: noStream, hash: noHash, recordedAt: '' };
  const commandId = randomUUID();
  const stamped = stamp(null, { revision, hash, recordedAt }, events, {
    ...{ stream, commandId, caller: { actor: 'nadia' }, correlation: commandId, now, happenedAt },
    source: imported ? { batch: 'log', line: 1 } : undefined,
  });
  const answer = await store.append(stream, revision, stamped);
  if (answer.answer !== 'written') throw new Error(`the story of ${stream} stopped: ${answer.answer}`);
  return answer.position;
};

/** A program of its own that runs a processor until it kills itself. */
export const killable = new URL('./killable.ts', import.meta.url).pathname;
