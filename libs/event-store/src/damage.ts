import type { StreamName } from '@relais/contracts';
import type { Position } from './position.ts';

/** Where a stream ends: kept elsewhere, it shows a history that was rewritten or cut. */
export type Head = { readonly stream: StreamName; readonly revision: number; readonly hash: string };

/**
 * `unreadable`: no JSON any more. `hash-wrong`: not what was hashed. `prev-wrong`: not chained to the event before.
 * `hole`: an event is gone. `swapped`: it does not lie where it was written. `column-wrong`: the row's columns name another
 * event. `index-wrong`: it lies there and is not found. `file-damaged`: the file itself, beyond single events.
 * `head-wrong`: another event than the kept head says. `cut`: the stream ends before the kept head.
 */
export type What =
  | 'unreadable'
  | 'hash-wrong'
  | 'prev-wrong'
  | 'hole'
  | 'swapped'
  | 'column-wrong'
  | 'index-wrong'
  | 'file-damaged'
  | 'head-wrong'
  | 'cut';

/** One thing that is wrong; stream and revision are null only where nothing left can tell them. */
export type Damage = {
  readonly what: What;
  readonly stream: StreamName | null;
  readonly revision: number | null;
  readonly position: Position | null;
  readonly detail?: string;
};

/** What verifying tells, in this order: progress and damages, mixed; once the end. */
export type Verified =
  | { readonly kind: 'progress'; readonly events: number; readonly of: number }
  | { readonly kind: 'damage'; readonly damage: Damage }
  | { readonly kind: 'end'; readonly events: number; readonly streams: number; readonly damages: number };

/** One stored row as it lies there: nothing of it is trusted, and null is what cannot be read at all. */
export type Row = {
  readonly position: Position;
  /** Where the row itself says that it was written. */
  readonly place: Position | null;
  readonly stream: string | null;
  readonly revision: number | null;
  readonly id: string | null;
  /** The envelope as JSON. */
  readonly text: string | null;
};
