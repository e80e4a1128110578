import { createHash } from 'node:crypto';
import { cursorsOf } from '../cursor.ts';
import { decode } from '../encode.ts';
import type { Layout } from '../layout.ts';
import type { Filter, Instant, Model, Page, Query, Row, Table, Version } from '../projections.ts';
import { countsOf } from './read/counting.ts';
import { changesAfter } from './read/following.ts';
import type { LongReads } from './read/long-reads.ts';
import { snapshot, type Reading } from './read/reading.ts';
import { scanFor } from './read/scanning.ts';
import { selectPage } from './read/select.ts';
import { columnsIn, namesOf, wholeOf } from './tables.ts';

/** What a table reads with. `generation` is asked for at each read: a swap changes it. */
export type Source = {
  readonly folder: string;
  readonly reading: Reading;
  readonly longReads: LongReads;
  readonly layout: Layout;
  readonly generation: () => Promise<number>;
};

const pageOf = async <R extends Row>(
  { reading, longReads, layout }: Source,
  model: Model<R>,
  query: Query<R>,
  generation: number,
): Promise<Page<R>> => {
  const cursors = cursorsOf(model, query as Query<Row>);
  const after = query.after === undefined ? [] : cursors.read(query.after);
  const select = selectPage(layout, namesOf(layout.name, generation), query as Query<Row>, after);
  if (!select) return { rows: [], cursors: [], more: false };
  const { sql, values } = select;
  const found = query.asOf ? await longReads.rows(sql, values) : reading.rows(sql, ...values);
  const shown = found.slice(0, query.first).map((stored) => decode<R>(layout, stored));
  return {
    rows: shown,
    cursors: shown.map(cursors.of),
    more: found.length > shown.length,
  };
};

const getAll = <R extends Row>({ reading, layout }: Source, keys: readonly string[], generation: number) => {
  const { current } = namesOf(layout.name, generation);
  const sql = `${wholeOf(layout)} FROM ${current} WHERE key = ?`;
  const found = new Map<string, Version<R>>();
  for (const key of keys) {
    const [stored] = reading.rows(sql, key);
    if (stored) found.set(key, decode<R>(layout, stored));
  }
  return found;
};

const hashOf = async ({ folder, layout }: Source, generation: number): Promise<string> => {
  const { current, past, counts } = namesOf(layout.name, generation);
  const times = 'happened_from, happened_to, recorded_from, recorded_to';
  const columns = columnsIn(layout);
  const hash = createHash('sha256');
  const sqls = [
    `${wholeOf(layout)} FROM ${current} ORDER BY key`,
    ...(layout.temporal
      ? [`SELECT key, revision, ${times}${columns} FROM ${past} ORDER BY key, revision`]
      : []),
    `SELECT counter, grouped, number FROM ${counts} ORDER BY counter, grouped`,
  ];
  await snapshot(folder, sqls, (row) => hash.update(`${JSON.stringify(Object.values(row))}\n`));
  return hash.digest('hex');
};

const scanOf = async function* <R extends Row>(
  { longReads, layout, generation }: Source,
  where: Filter<Row>,
  asOf: Instant | undefined,
): AsyncIterable<readonly Version<R>[]> {
  const scan = scanFor(layout, namesOf(layout.name, await generation()), where, asOf);
  if (!scan) return;
  for await (const rows of longReads.scan(scan)) yield rows.map((stored) => decode<R>(layout, stored));
};

/** One model as it can be asked. */
export const tableOf = <R extends Row>(model: Model<R>, source: Source): Table<R> => ({
  get: async (keys) => getAll<R>(source, keys, await source.generation()),
  page: async (query) => pageOf(source, model, query, await source.generation()),
  counts: async (counter, where, asOf) => {
    const names = namesOf(source.layout.name, await source.generation());
    return countsOf(source, names, { counter, where, asOf });
  },
  scan: (where, asOf) => scanOf<R>(source, where as Filter<Row>, asOf),
  changes: async (after, limit) =>
    changesAfter<R>(
      source.reading,
      { layout: source.layout, generation: await source.generation() },
      after,
      limit,
    ),
  hash: async () => hashOf(source, await source.generation()),
});
