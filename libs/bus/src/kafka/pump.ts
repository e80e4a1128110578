import { setTimeout as pause } from 'node:timers/promises';
import type { Position, Recorded } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import type { KafkaMessage } from 'kafkajs';
import type { Place } from './member.ts';
import { eventIn, positionIn } from './message.ts';
import type { Brought, Revisions } from './revisions.ts';

/** So many events are handed on at a time at most. */
const most = 500;

/** What a member that loses its partitions waits for the delivery that is under way, in ms. */
const grace = 5_000;

/** The longest rest between two tries of a delivery, in ms. */
const longest = 5_000;

/** What one fetch brought of one partition. */
export type Fetched = { readonly partition: number; readonly messages: readonly KafkaMessage[] };

/** What waits of it: `at` is the next one of it, `taken` what follows the last that was handed on. */
type Part = Fetched & {
  at: number;
  readonly generation: number;
  readonly settle: PromiseWithResolvers<void>;
};

export type Options = {
  readonly wants: (key: string) => boolean;
  readonly revisions: Revisions;
  readonly deliver: (batch: readonly Recorded[], upTo: Position) => Promise<void>;
  readonly generation: () => number;
  /** Whether the member is sure to own anything: one that was silent too long may have been replaced. */
  readonly owned: () => boolean;
  readonly commit: (places: readonly Place[]) => Promise<void>;
  /** Everything of a partition before an offset was handed on and committed. */
  readonly settled: (partition: number, next: number) => void;
};

type Round = { readonly parts: readonly Part[]; readonly brought: readonly Brought[] };

const headOf = ({ messages, at }: Part): Position => positionIn(messages[at]?.headers) ?? 0;

export const gone = (): Fault => new Fault('bus-unowned', 'the partition has another owner, or will have');

/**
 * Hands on what the partitions bring, one batch at a time: of what waits, the oldest first. A batch that is not taken comes again, and
 * nothing after it meanwhile.
 */
export class Pump {
  readonly #options: Options;
  readonly #stop = new AbortController();
  readonly #parts = new Set<Part>();
  #upTo: Position = 0;
  #due: Position = 0;
  #running: Promise<void> | null = null;
  /** What a round has, that may be waited for. */
  #underWay: readonly Part[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** Settles when all of it was handed on and committed; rejects when it has to be fetched again, by whoever owns it then. */
  take(fetched: Fetched): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.reject(gone());
    const settle = Promise.withResolvers<void>();
    const part = { ...fetched, at: 0, generation: this.#options.generation(), settle };
    this.#parts.add(part);
    this.#go();
    return settle.promise;
  }

  /** All up to here was handed on: the next batch says so, if need be one without an event. */
  reach(position: Position): void {
    this.#due = Math.max(this.#due, position);
    this.#go();
  }

  /** The partitions will have other owners: only the delivery that is under way may still be committed, if it does not take long. */
  lose(error: unknown): void {
    const begun = new Set(this.#underWay);
    this.#giveUp(
      [...this.#parts].filter((part) => !begun.has(part)),
      error,
    );
    if (begun.size > 0) setTimeout(() => this.#giveUp([...begun], error), grace).unref();
  }

  /** Nothing is waited for any more. */
  abandon(): void {
    this.#giveUp([...this.#parts], gone());
  }

  /** Lets the delivery that is under way end, and begins no other one. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #giveUp(parts: readonly Part[], error: unknown): void {
    for (const part of parts) if (this.#parts.delete(part)) part.settle.reject(error);
  }

  #go(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#hasWork()) this.#go();
    });
  }

  #hasWork(): boolean {
    return !this.#stop.signal.aborted && (this.#parts.size > 0 || this.#due > this.#upTo);
  }

  async #run(): Promise<void> {
    // What one fetch brought of several partitions comes in one turn of the thread.
    await Promise.resolve();
    while (this.#hasWork()) await this.#round();
  }

  async #round(): Promise<void> {
    if (!this.#options.owned()) this.abandon();
    const round = this.#pick();
    this.#underWay = round.parts;
    const handed = await this.#hand(round);
    if (handed) await this.#commit(round.parts);
    this.#underWay = [];
  }

  /** Of each partition a beginning, together the oldest that wait. */
  #pick(): Round {
    const open = new Set(this.#parts);
    const brought: Brought[] = [];
    const parts = new Set<Part>();
    while (open.size > 0 && brought.length < most) {
      const [part, ...others] = [...open];
      if (!part) break;
      const oldest = others.reduce((a, b) => (headOf(b) < headOf(a) ? b : a), part);
      parts.add(oldest);
      const wanted = this.#next(oldest);
      if (wanted) brought.push(wanted);
      if (oldest.at >= oldest.messages.length) open.delete(oldest);
    }
    return { parts: [...parts], brought };
  }

  #next(part: Part): Brought | null {
    const message = part.messages[part.at];
    part.at += 1;
    const position = positionIn(message?.headers);
    if (!message || position === null || !this.#options.wants(String(message.key))) return null;
    return { position, event: () => eventIn(message) };
  }

  /** Whether it was taken: false when nobody waits for it any more. */
  async #hand({ parts, brought }: Round): Promise<boolean> {
    const { signal } = this.#stop;
    for (let failures = 0; ; failures += 1) {
      const taken = await this.#tryHand(brought).then(
        () => true,
        // Whoever takes it tells why it does not; here it is tried again.
        () => false,
      );
      if (taken) return true;
      await pause(Math.min(50 * 2 ** failures, longest), undefined, { signal }).catch(() => undefined);
      const isAwaited = parts.length === 0 || parts.some((part) => this.#parts.has(part));
      if (signal.aborted || !isAwaited) return false;
    }
  }

  async #tryHand(brought: readonly Brought[]): Promise<void> {
    const { revisions, deliver } = this.#options;
    const upTo = Math.max(this.#due, this.#upTo);
    const due = await revisions.due(brought);
    if (due.length > 0 || upTo > this.#upTo) await deliver(due, upTo);
    revisions.passed(due);
    this.#upTo = upTo;
  }

  async #commit(parts: readonly Part[]): Promise<void> {
    const { generation, commit, settled } = this.#options;
    const current = parts.filter((part) => this.#parts.has(part) && part.generation === generation());
    this.#giveUp(
      parts.filter((part) => !current.includes(part)),
      gone(),
    );
    const places = current.map((part) => ({
      partition: part.partition,
      offset: String(Number(part.messages[part.at - 1]?.offset) + 1),
    }));
    try {
      if (places.length > 0) await commit(places);
    } catch (error) {
      this.#giveUp(current, error);
      return;
    }
    for (const { partition, offset } of places) settled(partition, Number(offset));
    for (const part of current) if (part.at >= part.messages.length) this.#done(part);
  }

  #done(part: Part): void {
    this.#parts.delete(part);
    part.settle.resolve();
  }
}
