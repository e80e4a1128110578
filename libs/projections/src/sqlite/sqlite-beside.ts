import type { Beside, Model, Row, Table } from '../projections.ts';
import { decoded, encode, nullColumn } from '../encode.ts';
import type { Layout } from '../layout.ts';
import type { Writing } from './write/writing.ts';

/** A generation that is being filled; `swapped` and `drop` end it. */
type Filled<R extends Row> = {
  readonly model: Model<R>;
  readonly layout: Layout;
  readonly table: string;
  readonly writing: Writing;
  readonly hash: Table<R>['hash'];
  readonly swapped: () => Promise<void>;
  readonly drop: () => Promise<void>;
};

export const besideOf = <R extends Row>(filled: Filled<R>): Beside<R> => {
  const { model, layout, table, writing, hash, swapped, drop } = filled;
  let indexed = false;
  const settle = async (): Promise<void> => {
    await writing.settle(table);
    if (indexed) return;
    indexed = true;
    await writing.index(table);
  };
  return {
    settle,
    drop,
    write: (versions) =>
      writing.fill(
        table,
        versions.map((version) => encode(model, layout, version, nullColumn)),
      ),
    get: async (keys) => {
      const found = await writing.fetch(table, keys);
      return new Map(found.map((stored) => [stored.key, decoded<R>(layout, stored)]));
    },
    hash: async () => {
      await writing.settle(table);
      return hash();
    },
    swap: async (processor, position, parked = []) => {
      await settle();
      await writing.swap(table, processor, position, parked);
      await swapped();
    },
  };
};
