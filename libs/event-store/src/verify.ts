import { hashOf, type Envelope, type StreamName } from '@relais/contracts';
import { openChains, type Hole, type Link } from './chains.ts';
import type { Damage, Head, Row, What } from './damage.ts';
import type { Position } from './position.ts';

type Opened = { readonly event: Envelope | null; readonly what: What | null; readonly hashes: readonly string[] | null };

const unreadable: Opened = { event: null, what: 'unreadable', hashes: null };

/** What a row's text holds: the event, and what is wrong with it. */
const open = (text: string | null): Opened => {
  try {
    const event = JSON.parse(text ?? '') as Envelope | null;
    if (typeof event !== 'object' || event === null) return unreadable;
    const hash = hashOf(event);
    // Two texts can mean the same event; only one of them was written.
    const whole = hash === event.hash && JSON.stringify(event) === text;
    return { event, what: whole ? null : 'hash-wrong', hashes: [event.hash, hash] };
  } catch {
    return unreadable;
  }
};

const linkOf = (named: Pick<Row, 'stream' | 'revision' | 'position'>, opened: Partial<Link>): Link | null => {
  const { stream, revision, position } = named;
  return stream === null || revision === null ? null : { stream, revision, position, prev: null, hashes: null, ...opened };
};

/** More gaps than these are not told one by one. */
const told = 1_000;

/** Positions have no gaps; whatever was moved is a damage of its own, and neither end of the move a gap. */
const openGaps = () => {
  const gaps = new Set<Position>();
  const excused = new Set<Position | null>();
  let top = 0;
  const pass = ({ position, place }: Row, moved: boolean): void => {
    if (moved) excused.add(position).add(place);
    else {
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
  const unnamed = [...open].map((position): Damage => ({ what: 'hole', stream: null, revision: null, position }));
  return [...named, ...unnamed];
};

type Displaced = { readonly row: Row; readonly event: Envelope };

/** Rows whose columns name another event: two that name each other have changed places. */
const columnDamages = (displaced: readonly Displaced[]): readonly Damage[] => {
  const key = (stream: string | null, revision: number | null): string => `${revision} ${stream}`;
  const columns = new Set(displaced.map(({ row }) => key(row.stream, row.revision)));
  return displaced.map(({ row, event }) => ({
    what: columns.has(key(event.stream, event.revision)) ? 'swapped' : 'column-wrong',
    ...{ stream: event.stream, revision: event.revision, position: row.position },
    detail: `the row says revision ${row.revision} of ${row.stream}`,
  }));
};

/** Compares with heads that were kept elsewhere. */
const openHeads = (heads: readonly Head[]) => {
  const open = new Map(heads.map((head) => [head.stream, head]));
  /** `hash` is null where the event is damaged, and told already. */
  const meet = (stream: StreamName, revision: number, hash: string | null): boolean => {
    const kept = open.get(stream);
    if (kept?.revision !== revision) return true;
    open.delete(stream);
    return hash === null || hash === kept.hash;
  };
  return { meet, unmet: (): readonly Head[] => [...open.values()] };
};

/**
 * Takes the rows of a store in the order of their positions and names each damage once. What only the end can tell
 * (holes, rows that changed places, streams that were cut) comes with `end`. Pure: reads nothing itself.
 */
export const openVerifier = (kept: readonly Head[] = []) => {
  const chains = openChains();
  const gaps = openGaps();
  const heads = openHeads(kept);
  const displaced: Displaced[] = [];
  let events = 0;

  /** A whole event in a row that names another: which of both the chain was waiting for is where it stands. */
  const displace = (row: Row, event: Envelope, hashes: readonly string[] | null): Link | null => {
    displaced.push({ row, event });
    const { stream, revision } = row;
    if (stream !== null && revision !== null && chains.awaits(stream, revision)) return linkOf(row, {});
    return linkOf({ ...event, position: row.position }, { hashes });
  };

  const check = (row: Row): What | null => {
    const { event, what, hashes } = open(row.text);
    const moved = row.place !== row.position;
    gaps.pass(row, moved);
    const named = what === null && event ? event : row;
    const { stream, revision } = named;
    const known = stream === null || revision === null || heads.meet(stream, revision, what ? null : (event?.hash ?? null));
    if (!event || what) {
      const link = linkOf(row, { hashes });
      if (link) chains.next(link, moved);
      return what;
    }
    const fits = event.stream === row.stream && event.revision === row.revision && event.id === row.id;
    const link = fits ? linkOf(row, { hashes, prev: event.prev }) : displace(row, event, hashes);
    const order = link && chains.next(link, moved || !fits);
    if (!fits) return null;
    return moved ? 'swapped' : (order ?? (known ? null : 'head-wrong'));
  };

  const next = (row: Row): Damage | null => {
    events += 1;
    const what = check(row);
    return what && { what, stream: row.stream, revision: row.revision, position: row.position };
  };

  const end = (): readonly Damage[] => [
    ...columnDamages(displaced),
    ...holesAndGaps(chains.holes(), gaps.left()),
    ...heads
      .unmet()
      .filter(({ stream, revision }) => chains.topOf(stream) < revision)
      .map(({ stream, revision }): Damage => ({ what: 'cut', stream, revision, position: null })),
  ];

  return { next, end, count: () => ({ events, streams: chains.count() }) };
};

/** The first damage of one stream, given whole and in order; null when its chain holds from the first event to the last. */
export const verifyChain = (events: readonly Envelope[]): Damage | null => {
  const verifier = openVerifier();
  const found = events.flatMap((event, place) => {
    const { stream, revision, id } = event;
    return verifier.next({ position: place + 1, place: place + 1, stream, revision, id, text: JSON.stringify(event) }) ?? [];
  });
  const [first] = [...found, ...verifier.end()].sort((a, b) => Number(a.revision) - Number(b.revision));
  return first ? { ...first, position: null } : null;
};
