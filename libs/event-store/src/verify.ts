import { hashOf, type Envelope } from '@relais/contracts';
import { openChains, type Hole, type Link } from './chains.ts';
import type { Damage, Head, Row, What } from './damage.ts';
import type { Position } from './position.ts';

type Opened =
  | { readonly event: Envelope; readonly what: null }
  /** What such an event says of itself proves nothing, not even its hash. */
  | { readonly event: null; readonly what: 'unreadable' | 'hash-wrong' };

/** What a row's text holds: the event, or what is wrong with it. */
const open = (text: string | null): Opened => {
  try {
    const event = JSON.parse(text ?? '') as Envelope | null;
    if (typeof event !== 'object' || event === null) return { event: null, what: 'unreadable' };
    // Two texts can mean the same event; only one of them was written.
    const whole = hashOf(event) === event.hash && JSON.stringify(event) === text;
    return whole ? { event, what: null } : { event: null, what: 'hash-wrong' };
  } catch {
    return { event: null, what: 'unreadable' };
  }
};

/** What a row's columns name, as far as they name something; `event` says what it is chained to, where it can be believed. */
const linkOf = (
  { stream, revision, position }: Row,
  event: { readonly prev?: string; readonly hash?: string },
): Link | null =>
  stream === null || revision === null
    ? null
    : { stream, revision, position, prev: event.prev ?? null, hash: event.hash ?? null };

/** More gaps than these are not told one by one. */
const told = 1_000;

/** What an engine promises of the places where it keeps events. */
export type Order = {
  /** Whether each position is that of an event; the positions of an engine that counts bytes are not. */
  readonly gapless: boolean;
};

/** Whatever was moved is a damage of its own, and neither end of the move a gap. */
const openGaps = ({ gapless }: Order) => {
  const gaps = new Set<Position>();
  const excused = new Set<Position | null>();
  let top = 0;
  const pass = ({ position, place }: Row, moved: boolean): void => {
    if (moved) excused.add(position).add(place);
    else if (gapless) {
      for (let gap = top + 1; gap < position && gaps.size < told; gap += 1) gaps.add(gap);
      top = Math.max(top, position);
    }
  };
  return { pass, left: (): readonly Position[] => [...gaps].filter((gap) => !excused.has(gap)) };
};

/** Which gap is which missing event: the hole that closes first takes the first gap inside it. */
const holesAndGaps = (holes: readonly Hole[], gaps: readonly Position[]): readonly Damage[] => {
  const open = new Set(gaps);
  const named = [...holes]
    .sort((a, b) => a.before - b.before)
    .map(({ stream, revision, after, before }): Damage => {
      const position = gaps.find((gap) => open.has(gap) && gap > after && gap < before) ?? null;
      if (position !== null) open.delete(position);
      return { what: 'hole', stream, revision, position };
    });
  const unnamed = [...open].map((position): Damage => ({
    what: 'hole',
    stream: null,
    revision: null,
    position,
  }));
  return [...named, ...unnamed];
};

/** Whether a row's columns name the event that it holds. */
const isOf = ({ stream, revision, id }: Row, event: Envelope): boolean =>
  event.stream === stream && event.revision === revision && event.id === id;

type Displaced = { readonly row: Row; readonly event: Envelope };

/** Rows whose columns name another event: two that name each other have changed places. */
const columnDamages = (displaced: readonly Displaced[]): readonly Damage[] => {
  const key = (stream: string | null, revision: number | null): string => `${revision} ${stream}`;
  const rows = new Map(displaced.map(({ row }) => [key(row.stream, row.revision), row]));
  return displaced.map(({ row, event }) => {
    const { stream, revision } = event;
    const other = rows.get(key(stream, revision)) ?? row;
    const detail = `the row says revision ${row.revision} of ${row.stream}`;
    return {
      what: other === row ? 'column-wrong' : 'swapped',
      stream,
      revision,
      position: row.position,
      detail,
    };
  });
};

/** Compares with heads that were kept elsewhere. */
const openHeads = (heads: readonly Head[]) => {
  const unmet = new Map(heads.map((head) => [head.stream, head]));
  /** Whether an event is the one that was kept, when it is the one; `hash` is null where it is damaged, and told already. */
  const meet = ({ stream, revision }: Pick<Row, 'stream' | 'revision'>, hash: string | null): boolean => {
    const kept = unmet.get(stream ?? '');
    if (!kept || kept.revision !== revision) return true;
    unmet.delete(kept.stream);
    return hash === null || hash === kept.hash;
  };
  return { meet, unmet: (): readonly Head[] => [...unmet.values()] };
};

/**
 * Takes the rows of a store in the order of their positions and names each damage once. What only the end can tell
 * (holes, rows that changed places, streams that were cut) comes with `end`. Pure: reads nothing itself.
 */
export class Verifier {
  readonly #chains = openChains();
  readonly #gaps: ReturnType<typeof openGaps>;
  readonly #heads: ReturnType<typeof openHeads>;
  readonly #displaced: Displaced[] = [];
  #events = 0;

  constructor(kept: readonly Head[] = [], order: Order = { gapless: true }) {
    this.#heads = openHeads(kept);
    this.#gaps = openGaps(order);
  }

  next(row: Row): Damage | null {
    this.#events += 1;
    const moved = row.place !== row.position;
    this.#gaps.pass(row, moved);
    const what = this.#check(row, open(row.text), moved);
    return what && { what, stream: row.stream, revision: row.revision, position: row.position };
  }

  end(): readonly Damage[] {
    const cut = this.#heads
      .unmet()
      .filter(({ stream, revision }) => this.#chains.topOf(stream) < revision)
      .map(({ stream, revision }): Damage => ({ what: 'cut', stream, revision, position: null }));
    const missing = holesAndGaps(this.#chains.holes(), this.#gaps.left());
    return [...columnDamages(this.#displaced), ...missing, ...cut];
  }

  count(): { readonly events: number; readonly streams: number } {
    return { events: this.#events, streams: this.#chains.count() };
  }

  #check(row: Row, { event, what }: Opened, moved: boolean): What | null {
    if (!event) {
      this.#heads.meet(row, null);
      this.#follow(linkOf(row, {}), moved);
      return what;
    }
    const known = this.#heads.meet(event, event.hash);
    if (!isOf(row, event)) {
      this.#displace(row, event);
      return null;
    }
    const order = this.#follow(linkOf(row, event), moved);
    return moved ? 'swapped' : (order ?? (known ? null : 'head-wrong'));
  }

  #follow(link: Link | null, displaced: boolean): What | null {
    return link && this.#chains.next(link, displaced);
  }

  /** A whole event in a row that names another: it stands where its chain was waiting for one of both. */
  #displace(row: Row, event: Envelope): void {
    this.#displaced.push({ row, event });
    const awaited = row.stream !== null && row.revision === this.#chains.topOf(row.stream) + 1;
    const { stream, revision, hash } = event;
    this.#follow(
      awaited ? linkOf(row, {}) : { stream, revision, hash, position: row.position, prev: null },
      true,
    );
  }
}

/** The first damage of one stream, given whole and in order; null when its chain holds from the first event to the last. */
export const verifyChain = (events: readonly Envelope[]): Damage | null => {
  const verifier = new Verifier();
  const found = events.flatMap((event, place) => {
    const { stream, revision, id } = event;
    return (
      verifier.next({
        position: place + 1,
        place: place + 1,
        stream,
        revision,
        id,
        text: JSON.stringify(event),
      }) ?? []
    );
  });
  const [first] = [...found, ...verifier.end()].sort((a, b) => Number(a.revision) - Number(b.revision));
  return first ? { ...first, position: null } : null;
};
