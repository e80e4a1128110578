import { setImmediate as turn } from 'node:timers/promises';
import { noHash, streamOf, type Envelope, type RelaisEvent, type StreamName } from '@relais/contracts';
import { appendSurely, noStream, stamp, type EventStore, type Standing } from '@relais/event-store';
import { Fault, isRefusal } from '@relais/kernel';
import { LRUCache } from 'lru-cache';
import { factId, type Batch, type Fact } from './fact.ts';

/** What is told while facts are written. */
export type Telling = {
  /** After each group that is on the disk. */
  readonly progress?: (soFar: Written) => void;
  /** A fact that is not written, and why: a refusal's code, or `late` when later facts of its stream were written before. */
  readonly refused?: (fact: Fact, code: string) => void;
};

/** Events that were written, and those that the same batch had written before. */
export type Written = { readonly events: number; readonly alreadyThere: number };

type Ports = { readonly store: EventStore; readonly clock: () => string };

/** A fact and its place among those of its line and stream. */
type Placed = { readonly fact: Fact; readonly commandId: string };

/** Where a stream ends, and what of this batch it holds. */
type Stand = Standing & { readonly there: ReadonlySet<string>; readonly lastLine: number };

/** So many facts are written as one group; so many are stamped before others get their turn. */
const groupSize = 512;
const sliceSize = 32;

const standing = ({ revision, hash, recordedAt }: Standing): Standing => ({ revision, hash, recordedAt });

const nowhere: Stand = { revision: noStream, hash: noHash, recordedAt: '', there: new Set(), lastLine: 0 };

const standOf = (history: readonly Envelope[], { batch }: Batch): Stand => {
  const ours = history.filter(({ source }) => source?.batch === batch);
  return {
    ...standing(history.at(-1) ?? nowhere),
    there: new Set(ours.map(({ commandId }) => commandId)),
    lastLine: ours.at(-1)?.source?.line ?? 0,
  };
};

/** Groups of facts, as they come. */
async function* groups(facts: AsyncIterable<Fact> | Iterable<Fact>): AsyncGenerator<readonly Fact[]> {
  let group: Fact[] = [];
  for await (const fact of facts) {
    group.push(fact);
    if (group.length < groupSize) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

const isThere = ({ there, revision }: Stand, { fact, commandId }: Placed): boolean =>
  there.has(commandId) || (fact.begins === true && revision > noStream);

const isOfTicket = (stream: StreamName): boolean => stream.startsWith('ticket-');

/** Writes the facts of a log, group by group. */
export class FactWriter {
  readonly #ports: Ports;
  readonly #batch: Batch;
  readonly #telling: Telling;
  /** The trace that all facts of a batch share. */
  readonly #correlation: string;
  readonly #stands = new LRUCache<StreamName, Stand>({ max: 5_000 });
  readonly #refused = new Map<StreamName, string>();
  /** The line that a stream came to last, and how many facts of it. */
  readonly #lines = new LRUCache<StreamName, { readonly line: number; nth: number }>({ max: 5_000 });
  #written: Written = { events: 0, alreadyThere: 0 };

  constructor(ports: Ports, batch: Batch, telling: Telling) {
    this.#ports = ports;
    this.#batch = batch;
    this.#telling = telling;
    this.#correlation = factId(batch, streamOf('ticket', batch.tenant, batch.batch), 0, 0).replaceAll(
      '-',
      '',
    );
  }

  get written(): Written {
    return this.#written;
  }

  /** The streams that were turned away. */
  get refused(): ReadonlySet<StreamName> {
    return new Set(this.#refused.keys());
  }

  /** Many streams at once; what tickets name is there before them. */
  async write(group: readonly Fact[]): Promise<void> {
    const streams = Map.groupBy(
      group.map((fact) => this.#place(fact)),
      ({ fact }) => fact.stream,
    );
    const isNamed = ([stream]: readonly [StreamName, unknown]) => !isOfTicket(stream);
    await this.#writeStreams([...streams].filter(isNamed));
    await this.#writeStreams([...streams].filter((one) => !isNamed(one)));
    this.#telling.progress?.(this.#written);
  }

  async #writeStreams(streams: readonly (readonly [StreamName, readonly Placed[]])[]): Promise<void> {
    const writing: Promise<void>[] = [];
    let begun = 0;
    for (const [stream, facts] of streams) {
      writing.push(this.#writeStream(stream, facts));
      begun += facts.length;
      if (begun < sliceSize) continue;
      begun = 0;
      await turn();
    }
    await Promise.all(writing);
  }

  #place(fact: Fact): Placed {
    const { stream, line } = fact;
    const before = this.#lines.get(stream);
    const place = before?.line === line ? before : { line, nth: 0 };
    const commandId = factId(this.#batch, stream, line, place.nth);
    place.nth += 1;
    this.#lines.set(stream, place);
    return { fact, commandId };
  }

  async #writeStream(stream: StreamName, facts: readonly Placed[]): Promise<void> {
    let left = facts;
    for (let lost = 0; lost < 20; lost += 1) {
      const stand = this.#stands.get(stream) ?? (await this.#stand(stream));
      left = this.#news(stand, left);
      if (left.length === 0) return;
      if (await this.#append(stream, stand, left)) return;
      this.#stands.delete(stream);
    }
    throw new Fault('busy', `others write to ${stream} at the same moment, again and again`);
  }

  async #stand(stream: StreamName): Promise<Stand> {
    const history = await this.#ports.store.read(stream);
    const stand = standOf(
      history.map(({ event }) => event),
      this.#batch,
    );
    this.#stands.set(stream, stand);
    return stand;
  }

  /** What the stream does not hold yet. */
  #news(stand: Stand, facts: readonly Placed[]): readonly Placed[] {
    return facts.filter((placed) => {
      if (isThere(stand, placed)) {
        this.#count(0, 1);
        return false;
      }
      const { fact } = placed;
      const code = this.#refused.get(fact.stream) ?? (fact.line < stand.lastLine ? 'late' : null);
      if (code !== null) this.#telling.refused?.(fact, code);
      return code === null;
    });
  }

  /** False when another one was faster. */
  async #append(stream: StreamName, stand: Stand, facts: readonly Placed[]): Promise<boolean> {
    const { events, refusal } = await this.#stamped(stand, facts);
    if (events.length > 0 && !(await this.#isWritten(stream, stand, events))) return false;
    if (refusal === null) return true;
    this.#refused.set(stream, refusal);
    for (const { fact } of facts.slice(events.length)) this.#telling.refused?.(fact, refusal);
    return true;
  }

  async #isWritten(stream: StreamName, stand: Stand, events: readonly Envelope[]): Promise<boolean> {
    const { answer } = await appendSurely(this.#ports.store, [stream, stand.revision, events]);
    if (answer === 'not-found') throw new Fault('store-damaged', `${stream} has vanished from the store`);
    // `same`: another import of this batch wrote them, perhaps with texts sealed anew. What is stored counts.
    if (answer !== 'written') return false;
    this.#stands.set(stream, { ...stand, ...standing(events.at(-1) ?? stand) });
    this.#count(events.length, 0);
    return true;
  }

  /** The envelopes of all facts up to one that is refused. */
  async #stamped(
    stand: Stand,
    facts: readonly Placed[],
  ): Promise<{ readonly events: readonly Envelope[]; readonly refusal: string | null }> {
    const events: Envelope[] = [];
    for (const placed of facts) {
      const { event } = placed.fact;
      const made = typeof event === 'function' ? await event() : event;
      if (isRefusal(made)) return { events, refusal: made.refusal };
      events.push(...this.#stamp(events.at(-1) ?? stand, made, placed));
    }
    return { events, refusal: null };
  }

  #stamp(before: Standing, event: RelaisEvent, { fact, commandId }: Placed): readonly Envelope[] {
    const { stream, client, by, onBehalfOf, at, line, inferred, rules } = fact;
    return stamp(null, before, [event], {
      ...{ stream, commandId, client, onBehalfOf, rules, caller: { actor: by }, happenedAt: at },
      ...{ correlation: this.#correlation, now: this.#ports.clock() },
      source: { batch: this.#batch.batch, line, ...(inferred && { inferred }) },
    });
  }

  #count(events: number, alreadyThere: number): void {
    const { events: written, alreadyThere: known } = this.#written;
    this.#written = { events: written + events, alreadyThere: known + alreadyThere };
  }
}

/**
 * Writes the facts of a log as they are, many streams at once, each stream in the order in which its facts come. The same batch
 * again writes only what is missing behind what is there. Rejects with the Fault `busy` after 20 lost races for one stream.
 */
export const writeFacts = async (
  ports: Ports,
  batch: Batch,
  facts: AsyncIterable<Fact> | Iterable<Fact>,
  telling: Telling = {},
): Promise<Written> => {
  const writer = new FactWriter(ports, batch, telling);
  let writing = Promise.resolve();
  for await (const group of groups(facts)) {
    // The next group is read while this one is on its way to the disk, and is written after it.
    await writing;
    writing = writer.write(group);
    writing.catch(() => undefined);
  }
  await writing;
  return writer.written;
};
