import type { AppendAnswer } from '../event-store.ts';

/** An append as the writer needs it: what can be checked without the disk has been checked. */
export type Wanted = {
  readonly stream: string;
  readonly expected: number;
  /** What the first event is chained to. */
  readonly prev: string;
  /** The hash of the last event. */
  readonly hash: string;
  /** Id and JSON of each event. */
  readonly events: readonly { readonly id: string; readonly text: string }[];
};

/** What the writer answers: the port's answers, and two that become Faults. */
export type Judged = AppendAnswer | { readonly answer: 'chain-broken' } | { readonly answer: 'unreadable' };

/** Strings and numbers in a flat list: what a message between threads costs least as. */
export type Flat = readonly (string | number)[];

/** Writes appends down for the other thread. */
export const flatten = (appends: Iterable<Wanted>): Flat => {
  const flat: (string | number)[] = [];
  for (const { stream, expected, prev, hash, events } of appends) {
    flat.push(stream, expected, prev, hash, events.length);
    for (const { id, text } of events) flat.push(id, text);
  }
  return flat;
};

/** Reads appends that were written down. */
export function* unflatten(flat: Flat): Generator<Wanted> {
  for (let at = 0; at < flat.length;) {
    const [stream, expected, prev, hash, count] = flat.slice(at, at + 5) as [
      string,
      number,
      string,
      string,
      number,
    ];
    const events = Array.from({ length: count }, (_, place) => ({
      id: flat[at + 5 + 2 * place] as string,
      text: flat[at + 6 + 2 * place] as string,
    }));
    yield { stream, expected, prev, hash, events };
    at += 5 + 2 * count;
  }
}
