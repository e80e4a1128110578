import { setTimeout as pause } from 'node:timers/promises';
import {
  inScope,
  lift,
  noHash,
  parseStream,
  type Belonging,
  type Caller,
  type Envelope,
  type Owned,
  type Owner,
  type StreamName,
} from '@relais/contracts';
import {
  Fault,
  Invalid,
  isRefusal,
  step,
  type Command,
  type Decider,
  type Event,
  type Fold,
  type Of,
  type Refusal,
} from '@relais/kernel';
import { LRUCache } from 'lru-cache';
import { noStream, type AppendAnswer, type EventStore } from './event-store.ts';
import { stamp, type Standing } from './stamp.ts';

type Versions = { readonly [name: string]: string | number };

/** The rules that a decision needs, and the versions by which the event names them. */
export type Loaded<R> = { readonly rules: R; readonly versions?: Versions };

/** A command and all that travels with it. */
export type Request<C extends Command, State, R, Out extends Event> = {
  readonly stream: StreamName;
  readonly command: C;
  /** A UUID made by the caller before the first try: the same wish again has its effect once. */
  readonly commandId: string;
  readonly caller: Caller;
  readonly correlation: string;
  readonly onBehalfOf?: string | undefined;
  /** The id of the event that a reaction answers. */
  readonly causation?: string | undefined;
  /** When it happened in the world, when that was not now: at most 24 h ago, never ahead. */
  readonly happenedAt?: string | undefined;
  /** Whom the thing belongs to, by its fold; without it, the client of its envelopes alone counts. */
  readonly belonging?: ((state: State) => Omit<Belonging, 'tenant'>) | undefined;
  /** The client that the stream belongs to, for the envelopes. Without it: the client of the stream's last event. */
  readonly client?: string | null | undefined;
  /** Asked for once the command is known to be new and in scope. */
  readonly load?: ((state: State) => Promise<Loaded<R>>) | undefined;
  /** What must be safe elsewhere before the events may be written (keys kept, claims made); may refuse. */
  readonly secure?: ((events: readonly Out[]) => Promise<Refusal | null>) | undefined;
};

/** `revision` is where the command left the stream; -1 when there is none (or none for this caller). */
export type Handled<Why extends string = string> =
  | { readonly ok: true; readonly revision: number; readonly events: readonly Envelope[] }
  | { readonly ok: false; readonly revision: number; readonly refusal: Refusal<Why> };

/** The past of one stream as a decider sees it. */
type Seen<State> = Standing & {
  readonly state: State;
  readonly client: string | null;
  readonly firstAt: string | null;
  /** For each command of this stream, the revision it led to. */
  readonly commands: Map<string, number>;
};

const nothing = <State>(initial: State): Seen<State> => ({
  state: initial,
  revision: noStream,
  hash: noHash,
  client: null,
  firstAt: null,
  recordedAt: '',
  commands: new Map(),
});

const further = <State, In extends Event>(
  fold: Fold<State, In>,
  seen: Seen<State>,
  events: readonly Envelope[],
): Seen<State> => {
  const last = events.at(-1);
  if (!last) return seen;
  let state = seen.state;
  for (const event of events) {
    state = step(fold, state, lift(event) as unknown as In, event);
    seen.commands.set(event.commandId, event.revision);
  }
  return {
    state,
    commands: seen.commands,
    revision: last.revision,
    hash: last.hash,
    client: last.client ?? null,
    firstAt: seen.firstAt ?? events[0]?.happenedAt ?? null,
    recordedAt: last.recordedAt,
  };
};

/** How far back a caller may say that something happened, in ms. */
const dayBack = 24 * 3_600_000;

const checkHappened = (happenedAt: string | undefined, now: string, firstAt: string | null): void => {
  if (!happenedAt) return;
  if (happenedAt > now) throw new Invalid('happened-ahead', 'happenedAt', 'it cannot have happened later than now');
  if (Date.parse(happenedAt) < Date.parse(now) - dayBack)
    throw new Invalid('happened-too-long-ago', 'happenedAt', 'it cannot be stated more than 24 hours later');
  if (firstAt && happenedAt < firstAt)
    throw new Invalid('happened-before-start', 'happenedAt', 'it cannot have happened before the first event');
};

/** A reply may be lost after the write: the very same append is safe on every engine, any other one is not. */
const append = async (
  store: EventStore,
  stream: StreamName,
  expected: number,
  events: readonly Envelope[],
): Promise<AppendAnswer> => {
  for (let lost = 0; ; lost += 1) {
    try {
      return await store.append(stream, expected, events);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'reply-lost' && lost < 3)) throw error;
      await pause(50 * 2 ** lost);
    }
  }
};

/** What a stream is to one caller: what is not theirs is as if it were not there. */
const seenBy = <C extends Command, State, R, Out extends Event>(
  seen: Seen<State>,
  initial: State,
  { stream, caller, belonging }: Request<C, State, R, Out>,
): Seen<State> => {
  const tenant = parseStream(stream)?.tenant ?? '';
  const mine =
    seen.revision === noStream
      ? tenant === caller.tenant
      : inScope(caller, { tenant, client: seen.client, ...belonging?.(seen.state) });
  return mine ? seen : nothing(initial);
};

type Options<Service extends Owner> = {
  readonly store: EventStore;
  readonly service: Service;
  /** The instant, ISO 8601 UTC with milliseconds. */
  readonly clock: () => string;
  /** How many folds are kept, over all streams and deciders. */
  readonly kept?: number;
};

/** The commands of one service: event.md section 2, all seven steps. */
export class Commands<Service extends Owner> {
  readonly #options: Options<Service>;
  readonly #kept: LRUCache<string, Seen<unknown>>;
  readonly #numbers = new Map<object, number>();

  constructor(options: Options<Service>) {
    this.#options = options;
    this.#kept = new LRUCache({ max: options.kept ?? 20_000 });
  }

  /**
   * Decides on the whole past of the stream and appends at the revision that was read; the loser of a race decides again.
   * Throws Invalid for a bad `happenedAt` or oversized data, the Fault `busy` after four lost races.
   */
  async handle<C extends Command, State, In extends Event, Out extends In & Owned[Service], Why extends string, R>(
    decider: Decider<C, State, In, Out, Why, R>,
    request: Request<C, State, R, Out>,
  ): Promise<Handled<Why>> {
    for (let lost = 0; lost < 4; lost += 1) {
      const handled = await this.#once(decider, request);
      if (handled) return handled;
    }
    throw new Fault('busy', `others wrote to ${request.stream} at the same moment, four times`);
  }

  async #once<C extends Command, State, In extends Event, Out extends In & Owned[Service], Why extends string, R>(
    decider: Decider<C, State, In, Out, Why, R>,
    request: Request<C, State, R, Out>,
  ): Promise<Handled<Why> | null> {
    const past = await this.#catchUp(decider.fold, request.stream);
    const seen = seenBy(past, decider.fold.initial, request);
    const led = seen.commands.get(request.commandId);
    if (led !== undefined) return { ok: true, revision: led, events: [] };

    const now = this.#options.clock();
    checkHappened(request.happenedAt, now, seen.firstAt);
    const loaded = await request.load?.(seen.state);
    const decided = this.#decide(decider, request, seen.state, now, loaded?.rules as R);
    if (isRefusal(decided)) return { ok: false, revision: seen.revision, refusal: decided };
    if (decided.length === 0) return { ok: true, revision: seen.revision, events: [] };

    if (seen.revision !== past.revision) throw new Fault('out-of-scope', `${request.stream} is not the caller's`);
    const refused = await request.secure?.(decided);
    if (refused) return { ok: false, revision: seen.revision, refusal: refused as Refusal<Why> };
    return this.#write(decider.fold, request, seen, decided, { now, versions: loaded?.versions });
  }

  #decide<C extends Command, State, In extends Event, Out extends In, Why extends string, R>(
    decider: Decider<C, State, In, Out, Why, R>,
    { command, caller, happenedAt }: Request<C, State, R, Out>,
    state: State,
    now: string,
    rules: R,
  ): readonly Out[] | Refusal<Why> {
    const rule = decider.decide[command.type as C['type']];
    const { actor: by, roles, level } = caller;
    return rule(state, command.data as Of<C, C['type']>['data'], { by, roles, level, at: happenedAt ?? now, rules });
  }

  /** Null when another one was faster. */
  async #write<C extends Command, State, R, Out extends Event>(
    fold: Fold<State, never>,
    request: Request<C, State, R, Out>,
    seen: Seen<State>,
    events: readonly Out[],
    { now, versions }: { readonly now: string; readonly versions: Versions | undefined },
  ): Promise<Handled<never> | null> {
    const { stream, commandId, caller, correlation, onBehalfOf, causation, happenedAt } = request;
    const client = request.client ?? seen.client;
    const stamped = stamp(this.#options.service, seen, events, {
      ...{ stream, commandId, caller, correlation, onBehalfOf, causation, happenedAt, client, now },
      rules: versions,
    });
    const { answer } = await append(this.#options.store, stream, seen.revision, stamped);
    if (answer !== 'written' && answer !== 'same') return null;
    const after = further(fold as Fold<State, Event>, seen, stamped);
    this.#kept.set(this.#keyOf(fold, stream), after as Seen<unknown>);
    return { ok: true, revision: after.revision, events: stamped };
  }

  async #catchUp<State, In extends Event>(fold: Fold<State, In>, stream: StreamName): Promise<Seen<State>> {
    const key = this.#keyOf(fold, stream);
    const kept = (this.#kept.get(key) as Seen<State> | undefined) ?? nothing(fold.initial);
    const tail = await this.#options.store.read(stream, { from: kept.revision + 1 });
    if (tail.length === 0) return kept;
    const seen = further(fold, kept, tail.map(({ event }) => event));
    this.#kept.set(key, seen as Seen<unknown>);
    return seen;
  }

  #keyOf(fold: object, stream: StreamName): string {
    const number = this.#numbers.get(fold) ?? this.#numbers.size;
    this.#numbers.set(fold, number);
    return `${number} ${stream}`;
  }
}
