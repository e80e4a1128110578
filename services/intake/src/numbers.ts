import { randomUUID } from 'node:crypto';
import {
  idOf,
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

const busy = (tenant: TenantId): Fault =>
  new Fault('busy', `others reserve the numbers of ${tenant} at the same moment, again and again`);

type Reserving = { readonly commandId: string; readonly size: number };

/** A block behind what is reserved; null when another one was faster. */
const reserve = async (
  { store, clock }: Ports,
  tenant: TenantId,
  seen: Stands,
  { commandId, size }: Reserving,
): Promise<Block | null> => {
  const stream = streamOf('numbers', tenant, 'ticket');
  const block = { from: seen.next, to: seen.next + size - 1 };
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
      // Of each try its own id: were it derived from the block, two processes would take each other's append for their own.
      const block = await reserve(ports, tenant, seen, { commandId: randomUUID(), size: blockSize });
      if (block) return void blocks.set(tenant, block);
    }
    throw busy(tenant);
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

/** How many numbers of a batch one event reserves. */
const batchBlockSize = 500;

/**
 * The numbers of a batch, by place from 0: the same batch gets the same ones again, in this process or in another. Blocks are reserved
 * when the first of their numbers is asked for. Rejects with the Fault `busy` after 20 lost races.
 */
export const numbersOf = (
  ports: Ports,
  tenant: TenantId,
  batch: string,
): ((place: number) => Promise<string>) => {
  const stream = streamOf('numbers', tenant, 'ticket');
  const blocks = new Map<number, Promise<number>>();

  const begin = async (nth: number): Promise<number> => {
    const commandId = idOf('numbers', tenant, `${batch}\n${nth}`);
    for (let lost = 0; lost < 20; lost += 1) {
      const past = (await ports.store.read(stream)).map(({ event }) => event as Envelope<NumbersReserved>);
      const before = past.find((event) => event.commandId === commandId);
      if (before) return before.data.from;
      const seen = { ...nowhere, ...past.at(-1), next: replay(reserved, past).next };
      const block = await reserve(ports, tenant, seen, { commandId, size: batchBlockSize });
      if (block) return block.next;
    }
    throw busy(tenant);
  };

  return async (place) => {
    const nth = Math.floor(place / batchBlockSize);
    const beginning = blocks.get(nth) ?? begin(nth);
    blocks.set(nth, beginning);
    return `R-${(await beginning) + (place % batchBlockSize)}`;
  };
};
