import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ticket, type Envelope, type Ticket, type TicketEvent } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import type { Imported, ImportTold } from '@relais/intake';
import { replay } from '@relais/kernel';
import { settle, type World } from '../matrix/world.ts';

const beside = fileURLToPath(new URL('../../../../../shared/data/helpdesk.csv.gz', import.meta.url));

/** The real log, which is not part of the project: beside the repository, or where RELAIS_HELPDESK_LOG says. Null when it is not there. */
export const helpdeskLog = (): Buffer | null => {
  const file = process.env['RELAIS_HELPDESK_LOG'] ?? beside;
  if (!existsSync(file)) return null;
  const read = readFileSync(file);
  return read[0] === 0x1f && read[1] === 0x8b ? gunzipSync(read) : read;
};

/** The mapping that ships with a name. */
export const shippedMapping = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../../seed/${name}`, import.meta.url), 'utf8')) as object;

/** What an import told. */
export type Heard = { readonly told: readonly ImportTold[]; readonly result: Imported };

/** Imports a log, and waits until the lists show it and the reactions have seen it. */
export const importInto = async (
  world: World,
  tenant: string,
  content: Uint8Array,
  written: object,
): Promise<Heard> => {
  const told: ImportTold[] = [];
  for await (const one of world.importing(tenant, written, content)) told.push(one);
  await settle(world);
  const last = told.at(-1);
  if (!last || !('result' in last)) throw new Error(`no result: ${JSON.stringify(last)}`);
  return { told, result: last.result };
};

/** Everything that a store holds of a tenant. */
export const eventsOf = async (store: EventStore, tenant: string): Promise<readonly Envelope[]> => {
  const all: Envelope[] = [];
  for (let position = 0; ;) {
    const page = await store.readAll(position, 1_000);
    all.push(...page.map(({ event }) => event));
    const last = page.at(-1);
    if (!last) return all.filter((event) => event.tenant === tenant);
    position = last.position;
  }
};

/** A ticket as its stream says it. */
export type Told = { readonly state: Ticket; readonly history: readonly Envelope<TicketEvent>[] };

/** The tickets of some events, each folded from its stream. */
export const ticketsIn = (events: readonly Envelope[]): readonly Told[] => {
  const streams = Map.groupBy(
    events.filter(({ stream }) => stream.startsWith('ticket-')) as Envelope<TicketEvent>[],
    ({ stream }) => stream,
  );
  return [...streams.values()].map((history) => ({ history, state: replay(ticket, history) }));
};

/** How many things there are of each name. */
export const countBy = <One>(
  all: Iterable<One>,
  nameOf: (one: One) => string,
): { readonly [name: string]: number } => {
  const counts: { [name: string]: number } = {};
  for (const one of all) counts[nameOf(one)] = (counts[nameOf(one)] ?? 0) + 1;
  return counts;
};

type Count = { readonly status: string; readonly count: number };

/** How many tickets of a tenant its lists show in each status, now or at an instant. */
export const statusesOf = async (
  world: World,
  caller: Parameters<World['ask']>[0],
  asOf: string | null = null,
): Promise<{ readonly [status: string]: number }> => {
  const source = 'query ($asOf: AsOf) { queueCounts(asOf: $asOf) { status count } }';
  const { data, errors } = await world.ask(caller, source, { asOf });
  if (errors) throw new Error(JSON.stringify(errors));
  const counts: { [status: string]: number } = {};
  for (const { status, count } of (data ?? {})['queueCounts'] as readonly Count[])
    counts[status] = (counts[status] ?? 0) + count;
  return counts;
};
