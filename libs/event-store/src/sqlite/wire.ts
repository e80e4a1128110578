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

/**
 * Appends as one text, a line for each thing said: between threads one long string costs a tenth of many short ones.
 * JSON has no line ends of its own, and a stream's name is written as JSON.
 */
export const writeDown = (appends: Iterable<Wanted>): string => {
  const lines: (string | number)[] = [];
  for (const { stream, expected, prev, hash, events } of appends) {
    lines.push(JSON.stringify(stream), expected, prev, hash, events.length);
    for (const { id, text } of events) lines.push(id, text);
  }
  return lines.join('\n');
};

/** Reads appends that were written down. */
export function* readUp(text: string): Generator<Wanted> {
  const lines = text.split('\n');
  const line = (at: number): string => lines[at] ?? '';
  for (let at = 0; at < lines.length;) {
    const first = at + 5;
    const count = Number(line(at + 4));
    const events = Array.from({ length: count }, (_, place) => ({
      id: line(first + 2 * place),
      text: line(first + 2 * place + 1),
    }));
    const stream = JSON.parse(line(at)) as string;
    yield { stream, expected: Number(line(at + 1)), prev: line(at + 2), hash: line(at + 3), events };
    at = first + 2 * count;
  }
}

const answers = [
  'written',
  'same',
  'conflict',
  'half-same',
  'not-found',
  'chain-broken',
  'unreadable',
] as const;

/** Answers as numbers: for each its kind, a revision and a position. */
export const writeAnswers = (judged: readonly Judged[]): readonly number[] =>
  judged.flatMap((one) => {
    const revision = 'revision' in one ? one.revision : 'actual' in one ? one.actual : 0;
    return [answers.indexOf(one.answer), revision, 'position' in one ? one.position : 0];
  });

/** The answer at a place of the list. */
export const readAnswer = (numbers: readonly number[], place: number): Judged => {
  const [kind, revision, position] = numbers.slice(3 * place, 3 * place + 3) as [number, number, number];
  const answer = answers[kind] ?? 'unreadable';
  if (answer === 'written' || answer === 'same') return { answer, revision, position };
  return answer === 'conflict' || answer === 'half-same' ? { answer, actual: revision } : { answer };
};
