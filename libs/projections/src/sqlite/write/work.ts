import type { DatabaseSync } from 'node:sqlite';
import type { Parked } from '../../projections.ts';
import type { Encoded } from '../../encode.ts';
import type { Layout } from '../../layout.ts';
import type { EncodedCommit } from '../columns.ts';
import { Models, type Standing } from './models.ts';

/** All that the writer's thread can be asked; each is one transaction, or one after the other, and commits come between. `table` is a generation's current table. */
export type Work = {
  /** Makes the first generation of a new model. */
  readonly prepare: (layout: Layout) => Standing;
  readonly commit: (commit: EncodedCommit) => void;
  /** Makes a next generation and gives its number. */
  readonly beside: (layout: Layout) => number;
  readonly fill: (table: string, versions: readonly Encoded[]) => void;
  /** Rows of a generation that is being filled. */
  readonly fetch: (table: string, keys: readonly string[]) => readonly Encoded[];
  /** Writes what of a generation waits in memory. */
  readonly settle: (table: string) => void;
  /** Makes the indexes of a filled generation, one after the other. */
  readonly index: (table: string) => unknown;
  readonly swap: (table: string, processor: string, position: number, parked: readonly Parked[]) => void;
  /** Drops all generations of a model but these, one table after the other. */
  readonly keepOnly: (model: string, generations: readonly number[]) => unknown;
};

/** The one writer of `projections.db`. */
export const workOn = (db: DatabaseSync, keptChanges: number): Work => {
  const models = new Models(db, keptChanges);
  const reach = db.prepare(
    'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT DO UPDATE SET position = max(position, excluded.position)',
  );
  const restart = db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?)');
  const release = db.prepare('DELETE FROM parked WHERE processor = ? AND stream = ?');
  const releaseAll = db.prepare('DELETE FROM parked WHERE processor = ?');
  const parking = db.prepare('INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?, ?)');
  const park = ({ processor, stream, revision, position, reason, at }: Parked): void => {
    parking.run(processor, stream, revision, position, reason, at);
  };

  return {
    prepare: (layout) => models.prepare(layout),
    beside: (layout) => models.beside(layout),
    keepOnly: (model, generations) => models.keepOnly(model, generations),
    commit: ({ processor, position, writes, park: parked, release: released }) => {
      for (const { table, versions } of writes) models.of(table).write(versions);
      for (const stream of released) release.run(processor, stream);
      parked.forEach(park);
      reach.run(processor, position);
    },
    fill: (table, versions) => models.of(table).fill(versions),
    fetch: (table, keys) => models.of(table).fetch(keys),
    settle: (table) => models.of(table).settle(),
    index: (table) => models.index(table),
    swap: (table, processor, position, parked) => {
      models.of(table).settle();
      models.makeLive(table);
      restart.run(processor, position);
      releaseAll.run(processor);
      parked.forEach(park);
    },
  };
};
