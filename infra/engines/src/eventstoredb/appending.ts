import type { Log, Proposed, Stored, StreamState } from './log.ts';

/** What an append expects of its stream. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | number;

export type Append = {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Proposed[];
};

/** What the server answers to an append; `actual` null: there is no such stream. */
export type Answer =
  | { readonly kind: 'success'; readonly revision: number; readonly position: number | null }
  | { readonly kind: 'wrong-version'; readonly actual: number | null }
  | { readonly kind: 'stream-deleted' | 'too-large' | 'bad-request' };

/** The limit counts the data of one append, in bytes. */
export const maxAppendSize = 1_048_576;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const isBad = ({ stream, events }: Append): boolean =>
  stream === '' || events.some(({ id, type }) => type === '' || !uuid.test(id));

const isTooLarge = ({ events }: Append): boolean =>
  events.reduce((sum, { data }) => sum + data.length, 0) > maxAppendSize;

const success = (revision: number, position: number | null): Answer => ({
  kind: 'success',
  revision,
  position,
});

const wrong = (state: StreamState | null): Answer => ({
  kind: 'wrong-version',
  actual: state && state.last >= 0 ? state.last : null,
});

const hasStream = (state: StreamState | null): state is StreamState => state?.state === 'alive';

/** The revision that is expected, -1 for no stream; null where any would do. */
const exactly = ({ expected }: Append): number | null => {
  if (expected === 'no_stream') return -1;
  return typeof expected === 'number' ? expected : null;
};

const isSame = (found: readonly Stored[], events: readonly Proposed[]): boolean =>
  found.length === events.length && found.every(({ id }, place) => id === events[place]?.id);

/** Decides on appends as the real server does; what it remembers for `any` is lost when the process ends. */
export class Appending {
  readonly #log: Log;
  /** By stream and event id, the revision and the position that it was written at by this process. */
  readonly #recent = new Map<string, { readonly revision: number; readonly position: number }>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Within a transaction of the log. */
  decide(append: Append): Answer {
    if (isBad(append)) return { kind: 'bad-request' };
    if (isTooLarge(append)) return { kind: 'too-large' };
    const state = this.#log.stateOf(append.stream);
    if (state?.state === 'tombstone') return { kind: 'stream-deleted' };
    if (append.events.length === 0) return this.#decideEmpty(append, state);
    const exact = exactly(append);
    return exact === null ? this.#decideLoose(append, state) : this.#decideExact(append, state, exact);
  }

  #decideEmpty(append: Append, state: StreamState | null): Answer {
    const exact = exactly(append);
    const isWrong = hasStream(state) && exact !== null && exact !== state.last;
    return isWrong ? wrong(state) : success(0, null);
  }

  #decideExact(append: Append, state: StreamState | null, expected: number): Answer {
    const last = state?.last ?? -1;
    const isAnew = expected === -1 && state?.state === 'deleted';
    return expected === last || isAnew ? this.#write(append, last) : this.#repeat(append, state, expected);
  }

  /** What was written before with this expectation, whatever has followed. */
  #repeat({ stream, events }: Append, state: StreamState | null, expected: number): Answer {
    const found = this.#log.of(stream, [expected + 1, expected + events.length], events.length);
    const end = found.at(-1);
    return end && isSame(found, events) ? success(Number(end.revision), end.position) : wrong(state);
  }

  #decideLoose(append: Append, state: StreamState | null): Answer {
    if (append.expected === 'stream_exists' && !hasStream(state)) return wrong(null);
    const known = append.events.map(({ id }) => this.#recent.get(`${append.stream} ${id}`));
    const [first] = known;
    if (!first) return this.#write(append, state?.last ?? -1);
    const end = known.at(-1);
    const isRepeated = known.every((one, place) => one?.revision === first.revision + place);
    return isRepeated && end ? success(end.revision, end.position) : wrong(state);
  }

  #write({ stream, events }: Append, last: number): Answer {
    this.#revive(stream, last);
    let position = 0;
    events.forEach((event, place) => {
      const revision = last + 1 + place;
      position = this.#log.add(stream, BigInt(revision), event);
      this.#recent.set(`${stream} ${event.id}`, { revision, position });
    });
    if (stream.startsWith('$$')) this.#keepMetadata(stream.slice(2), events.at(-1));
    return success(last + events.length, position);
  }

  #revive(stream: string, last: number): void {
    const state = this.#log.stateOf(stream);
    if (state?.state === 'deleted') this.#log.keep(stream, { ...state, from: last + 1, state: 'alive' });
  }

  /** What is written to a metastream rules what is read of its stream. */
  #keepMetadata(stream: string, event: Proposed | undefined): void {
    const said = JSON.parse(Buffer.from(event?.data ?? []).toString() || '{}') as {
      readonly $maxCount?: number;
      readonly $tb?: number;
    };
    const state = this.#log.stateOf(stream)?.state ?? 'alive';
    this.#log.keep(stream, { from: said.$tb ?? 0, maxCount: said.$maxCount ?? null, state });
  }
}
