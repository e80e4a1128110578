import { randomUUID } from 'node:crypto';
import {
  noHash,
  numbers as reserved,
  streamOf,
  type Envelope,
  type NumbersReserved,
  type TenantId,
} from '@relais/contracts';
import { noStream, stamp, type EventStore, type Standing } from '@relais/event-store';
import { Fault, replay } from '@relais/kernel';

/** The numbers of tickets that people read aloud. */
export type Numbers = {
  /** The next one, `R-20417`: unique in its tenant for ever, gaps allowed. Rejects with the Fault `busy` after 20 lost races. */
  readonly take: (tenant: TenantId) => Promise<string>;
};

type Stands = Standing & Pick<typeof reserved.initial, 'next'>;
type Block = { next: number; readonly to: number };

/** How many numbers one event reserves: a start of the process leaves at most so many unused. */
const blockSize = 100;

const nowhere: Stands = { revision: noStream, hash: noHash, recordedAt: '', next: reserved.initial.next };

const catchUp = async (store: EventStore, tenant: TenantId, from: Stands): Promise<Stands> => {
  const tail = await store.read(streamOf('numbers', tenant, 'ticket'), { from: from.revision + 1 });
  const events = tail.map(({ event }) => event as Envelope<NumbersReserved>);
  const { next } = replay({ ...reserved, initial: { next: from.next } }, events);
  return { ...from, ...events.at(-1), next };
};

type Ports = { readonly store: EventStore; readonly clock: () => string };

/** A block behind what is reserved; null when another one was faster. */
const reserve = async ({ store, clock }: Ports, tenant: TenantId, seen: Stands): Promise<Block | null> => {
  const stream = streamOf('numbers', tenant, 'ticket');
  const block = { from: seen.next, to: seen.next + blockSize - 1 };
  // Of each try its own: were it derived from the block, two processes would take each other's append for their own.
  const commandId = randomUUID();
  const events = stamp('intake', seen, [{ type: 'NumbersReserved', data: block }], {
    ...{ stream, commandId, correlation: commandId, caller: { actor: 'intake' }, now: clock() },
  });
  const { answer } = await store.append(stream, seen.revision, events);
  return answer === 'written' || answer === 'same' ? { next: block.from, to: block.to } : null;
};

/** Reserves blocks on the stream `numbers-<tenant>.ticket` and hands them out from memory; safe for any number of processes. */
export const numbers = (ports: Ports): Numbers => {
  const blocks = new Map<TenantId, Block>();
  const reserving = new Map<TenantId, Promise<void>>();
  const stands = new Map<TenantId, Stands>();

  const refill = async (tenant: TenantId): Promise<void> => {
    for (let lost = 0; lost < 20; lost += 1) {
      const seen = await catchUp(ports.store, tenant, stands.get(tenant) ?? nowhere);
      stands.set(tenant, seen);
      const block = await reserve(ports, tenant, seen);
      if (block) return void blocks.set(tenant, block);
    }
    throw new Fault('busy', `others reserve the numbers of ${tenant} at the same moment, again and again`);
  };

  const take = async (tenant: TenantId): Promise<string> => {
    const block = blocks.get(tenant);
    if (block && block.next <= block.to) return `R-${block.next++}`;
    // All who find the block used up wait for the same next one.
    const running = reserving.get(tenant) ?? refill(tenant).finally(() => reserving.delete(tenant));
    reserving.set(tenant, running);
    await running;
    return take(tenant);
  };

  return { take };
};
