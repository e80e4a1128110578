import { setTimeout as pause } from 'node:timers/promises';
import type { Owned, Owner, StreamName } from '@relais/contracts';
import {
  Fault,
  isRefusal,
  type Command,
  type Decider,
  type Event,
  type Fold,
  type Of,
  type Refusal,
} from '@relais/kernel';
import { LRUCache } from 'lru-cache';
import type { EventStore } from './event-store.ts';
import { happened } from './happened.ts';
import type { Handled, Loaded, Request } from './request.ts';
import { further, isMine, nothing, type Seen } from './seen.ts';
import { stamp, type Circumstances } from './stamp.ts';
import { Turns } from './turns.ts';

type Append = Parameters<EventStore['append']>;

/** A reply may be lost after the write: the very same append is safe on every engine, any other one is not. */
export const appendSurely = async (
  store: EventStore,
  what: Append,
  lost = 0,
): ReturnType<EventStore['append']> => {
  try {
    return await store.append(...what);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'reply-lost' && lost < 3)) throw error;
  }
  await pause(50 * 2 ** lost);
  return appendSurely(store, what, lost + 1);
};

/** How far back a caller may say that something happened, in ms. */
const dayBack = 24 * 3_600_000;

type Options<Service extends Owner> = {
  readonly store: EventStore;
  readonly service: Service;
  /** The instant, ISO 8601 UTC with milliseconds. */
  readonly clock: () => string;
  /** How many folds are kept, over all streams and deciders. */
  readonly kept?: number;
  /** How far back a caller may say that something happened, in ms; 24 h unless said. */
  readonly back?: number;
};

/** One try of a command: the whole past, and what of it there is for the caller. */
type Round<C extends Command, State, R, Out extends Event> = {
  readonly request: Request<C, State, R, Out>;
  readonly fold: Fold<State, never>;
  readonly seen: Seen<State>;
  readonly mine: boolean;
  readonly now: string;
  readonly happenedAt: string | undefined;
  readonly loaded: Loaded<R> | undefined;
};

/** The commands of one service: catch up, seen already?, yours?, decide, append, and again for the loser of a race. */
export class Commands<Service extends Owner> {
  readonly #options: Options<Service>;
  readonly #kept: LRUCache<string, Seen<unknown>>;
  readonly #numbers = new WeakMap<object, number>();
  readonly #turns = new Turns();
  #folds = 0;

  constructor(options: Options<Service>) {
    this.#options = options;
    this.#kept = new LRUCache({ max: options.kept ?? 20_000 });
  }

  /**
   * Decides on the whole past of the stream and appends at the revision that was read; the loser of a race decides again.
   * Throws Invalid for a bad `happenedAt` or oversized data, the Fault `busy` after four lost races.
   */
  handle<C extends Command, State, In extends Event, Out extends In & Owned[Service], Why extends string, R>(
    decider: Decider<C, State, In, Out, Why, R>,
    request: Request<C, State, R, Out>,
  ): Promise<Handled<Why>> {
    // Callers of this service would only lose against each other: they take turns, races remain with other writers.
    return this.#turns.take(request.stream, async () => {
      for (let lost = 0; lost < 4; lost += 1) {
        const handled = await this.#once(decider, request);
        if (handled) return handled;
      }
      throw new Fault('busy', `others wrote to ${request.stream} at the same moment, four times`);
    });
  }

  /** Null when another one was faster. */
  async #once<
    C extends Command,
    State,
    In extends Event,
    Out extends In & Owned[Service],
    Why extends string,
    R,
  >(
    decider: Decider<C, State, In, Out, Why, R>,
    request: Request<C, State, R, Out>,
  ): Promise<Handled<Why> | null> {
    const fold: Fold<State, never> = decider.fold;
    const past = await this.#catchUp(fold, request.stream);
    const mine = isMine(past, request);
    const seen = mine ? past : nothing(fold.initial);
    const led = seen.commands.get(request.commandId);
    if (led !== undefined) return this.#repeat(request, led);

    const now = this.#now(past);
    const happenedAt = this.#happened(request, now, seen.firstAt);
    const loaded = await request.load?.(seen.state);
    const round = { request, fold, seen, mine, now, happenedAt, loaded };
    const decided = decide(decider, round);
    if (isRefusal(decided)) return { ok: false, revision: seen.revision, refusal: decided };
    return decided.length > 0
      ? this.#write(round, decided)
      : { ok: true, revision: seen.revision, events: [] };
  }

  /** A clock that was set back does not make time run backwards within a stream. */
  #now({ recordedAt }: { readonly recordedAt: string }): string {
    const clock = this.#options.clock();
    return clock > recordedAt ? clock : recordedAt;
  }

  /** A reaction is as old as its deadline, however long nothing ran. */
  #happened(
    {
      happenedAt,
      causation,
    }: { readonly happenedAt?: string | undefined; readonly causation?: string | undefined },
    now: string,
    firstAt: string | null,
  ): string | undefined {
    const back = causation === undefined ? (this.#options.back ?? dayBack) : Infinity;
    return happened(happenedAt, { now, firstAt, back });
  }

  async #write<C extends Command, State, R, Out extends Event>(
    round: Round<C, State, R, Out>,
    events: readonly Out[],
  ): Promise<Handled<never> | null> {
    const { request, seen, fold } = round;
    const { stream } = request;
    if (!round.mine) throw new Fault('out-of-scope', `${stream} is not the caller's`);
    const stamped = stamp(this.#options.service, seen, events, circumstances(round));
    const refused = await request.secure?.(events);
    if (refused) return { ok: false, revision: seen.revision, refusal: refused as Refusal<never> };
    const answer = await appendSurely(this.#options.store, [stream, seen.revision, stamped]);
    // A twin of this command wrote it, perhaps with other times: the stored events are the ones that count.
    if (answer.answer === 'same') return this.#repeat(request, answer.revision);
    if (answer.answer === 'not-found')
      throw new Fault('store-damaged', `${stream} has vanished from the store`);
    if (answer.answer !== 'written') return null;
    const after = further(fold, seen, stamped);
    this.#kept.set(this.#keyOf(fold, stream), after as Seen<unknown>);
    return { ok: true, revision: after.revision, events: stamped };
  }

  /** The answer that the command had when it was new. */
  async #repeat(
    { stream, commandId }: { readonly stream: StreamName; readonly commandId: string },
    revision: number,
  ): Promise<Handled<never>> {
    const past = await this.#options.store.read(stream, { to: revision });
    const events = past.map(({ event }) => event).filter((event) => event.commandId === commandId);
    return { ok: true, revision, events };
  }

  async #catchUp<State>(fold: Fold<State, never>, stream: StreamName): Promise<Seen<State>> {
    const key = this.#keyOf(fold, stream);
    const kept = (this.#kept.get(key) as Seen<State> | undefined) ?? nothing(fold.initial);
    const tail = await this.#options.store.read(stream, { from: kept.revision + 1 });
    if (tail.length === 0) return kept;
    const seen = further(
      fold,
      kept,
      tail.map(({ event }) => event),
    );
    this.#kept.set(key, seen as Seen<unknown>);
    return seen;
  }

  #keyOf(fold: object, stream: StreamName): string {
    let number = this.#numbers.get(fold);
    if (number === undefined) {
      number = this.#folds += 1;
      this.#numbers.set(fold, number);
    }
    return `${number} ${stream}`;
  }
}

const decide = <C extends Command, State, In extends Event, Out extends In, Why extends string, R>(
  decider: Decider<C, State, In, Out, Why, R>,
  { request, seen, now, happenedAt, loaded }: Round<C, State, R, Out>,
): readonly Out[] | Refusal<Why> => {
  const { command, caller } = request;
  const { actor: by, roles, level } = caller;
  const rule = decider.decide[command.type as C['type']];
  const context = { by, roles, level, at: happenedAt ?? now, rules: loaded?.rules as R };
  return rule(seen.state, command.data as Of<C, C['type']>['data'], context);
};

const circumstances = <C extends Command, State, R, Out extends Event>({
  request,
  seen,
  now,
  happenedAt,
  loaded,
}: Round<C, State, R, Out>): Circumstances => {
  const { stream, commandId, caller, correlation, onBehalfOf, causation } = request;
  return {
    ...{ stream, commandId, caller, correlation, onBehalfOf, causation, happenedAt, now },
    client: request.client ?? seen.client,
    rules: loaded?.versions,
  };
};
