import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { prefixAt } from '@relais/contracts';
import type { Filter, Instant, Model, Projections, Query, Version } from '@relais/projections';
import fc from 'fast-check';

/** What a row of the sample model shows: a ticket on a desk. */
export type Desk = {
  readonly tenant: string;
  readonly status: string;
  readonly holder: string | null;
  readonly priority: number | null;
  readonly title: string;
  readonly tags: unknown;
};

export const desk: Model<Desk> = {
  name: 'desk',
  version: 1,
  fields: { tenant: 'text', status: 'text', holder: 'text', priority: 'number', title: 'text', tags: 'json' },
  indexes: [
    ['tenant', 'priority'],
    ['tenant', 'title'],
    ['tenant', 'status', 'priority'],
    ['tenant', 'priority', 'title'],
  ],
  filters: ['holder'],
  counters: { byStatus: ['tenant', 'status'], byHolder: ['tenant', 'holder', 'status'], all: [] },
  temporal: true,
  followed: true,
};

let numbers = 0;

/** The sample model under a name of its own: a fresh start without another store. */
export const numbered = (): Model<Desk> => {
  numbers += 1;
  return { ...desk, name: `desk-${numbers}` };
};

/** A second model, to see what one commit does to two. */
export const tray: Model<{ readonly title: string }> = {
  name: 'tray',
  version: 1,
  fields: { title: 'text' },
  indexes: [['title']],
  counters: {},
  temporal: false,
  followed: true,
};

export const row = (more: Partial<Desk> = {}): Desk => ({
  ...{ tenant: 'north', status: 'open', holder: null, priority: 3, title: 'Printer', tags: null },
  ...more,
});

const start = Date.parse('2026-03-02T08:00:00.000Z');

/** An instant of the samples, so many seconds after the first. */
export const at = (seconds: number): string => new Date(start + seconds * 1_000).toISOString();

/** The version that the event `revision` left, at the second of that number. */
export const version = (key: string, revision: number, left: Partial<Desk> | null = {}): Version<Desk> => ({
  ...{ key, revision, row: left && row(left) },
  ...{ happenedAt: at(revision), recordedAt: at(revision) },
});

/** Commits versions of a model as one batch. */
export const putIn = (
  projections: Projections,
  model: Model<Desk>,
  versions: readonly Version<Desk>[],
): Promise<void> => projections.commit({ processor: model.name, position: 0, writes: [{ model, versions }] });

/** Commits versions of the sample model as one batch. */
export const put = (projections: Projections, ...versions: readonly Version<Desk>[]): Promise<void> =>
  putIn(projections, desk, versions);

/** How an adapter is opened on a folder (for a real engine: under its name), more than once on the same one. */
export type OpenProjections = (folder: string, keptChanges?: number) => Promise<Projections>;

/** What a test of an adapter stands on: opened on demand, closed and removed afterwards. */
export type Opened = {
  readonly fresh: (keptChanges?: number) => Promise<Projections>;
  /** The same again after it was closed. */
  readonly again: (projections: Projections) => Promise<Projections>;
};

/** To be called within `describe`. */
export const opening = (open: OpenProjections): Opened => {
  let base = '';
  const folders = new Map<Projections, string>();
  const openIn = async (folder: string, keptChanges?: number): Promise<Projections> => {
    const projections = await open(folder, keptChanges);
    folders.set(projections, folder);
    return projections;
  };
  const close = async (projections: Projections): Promise<string> => {
    const folder = folders.get(projections) ?? '';
    folders.delete(projections);
    await projections.close();
    return folder;
  };
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'relais-projections-'));
  });
  afterEach(async () => {
    await Promise.all([...folders.keys()].map(close));
    rmSync(base, { recursive: true, force: true });
  });
  return {
    fresh: (keptChanges) => openIn(mkdtempSync(join(base, 'data-')), keptChanges),
    again: async (projections) => openIn(await close(projections)),
  };
};

/** How long a test of many histories may take on a busy machine, in ms. */
export const patience = 60_000;

/** An event as it happened: its times may go back, its revision never does. */
export type Told = {
  readonly key: string;
  readonly revision: number;
  readonly row: Desk | null;
  readonly happenedAt: string;
  readonly recordedAt: string;
};

const rows = fc.record({
  tenant: fc.constantFrom('north', 'south'),
  status: fc.constantFrom('open', 'held', 'closed'),
  holder: fc.constantFrom(null, 'nadia', 'omar'),
  priority: fc.constantFrom(null, -1, 0, 2, 10, 2.5),
  title: fc.constantFrom('', 'a', 'B', 'é', '\u{1F600}', '\uFFFD', 'a b'),
  tags: fc.constantFrom(null, ['x'], { deep: { deeper: 1 } }),
});

const telling = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', '\u{1F600}', '\uFFFD'),
  row: fc.option(rows, { freq: 5 }),
  happened: fc.integer({ min: 0, max: 30 }),
  passed: fc.integer({ min: 0, max: 2 }),
});

/** Any history of a few rows. */
export const histories: fc.Arbitrary<readonly Told[]> = fc
  .array(telling, { minLength: 1, maxLength: 40 })
  .map((all) => {
    const next = new Map<string, number>();
    let recorded = 0;
    return all.map(({ key, row: left, happened, passed }) => {
      const revision = next.get(key) ?? 0;
      next.set(key, revision + 1);
      recorded += passed;
      return { key, revision, row: left, happenedAt: at(happened), recordedAt: at(recorded) };
    });
  });

const latest = (times: readonly string[]): string =>
  times.reduce((one, other) => (other > one ? other : one));

/** The versions that a history leaves, with effective times. */
export const versionsOf = (history: readonly Told[]): readonly Version<Desk>[] =>
  history.map(({ key, revision, row: left }, place) => {
    const before = history.slice(0, place + 1).filter((told) => told.key === key);
    const happenedAt = latest(before.map((told) => told.happenedAt));
    const recordedAt = latest(before.map((told) => told.recordedAt));
    return { key, revision, row: left, happenedAt, recordedAt };
  });

/** The rows of an instant by replaying each key's events up to it; without one, as they are now. */
export const replayed = (history: readonly Told[], asOf?: Instant): readonly Told[] =>
  [...new Set(history.map(({ key }) => key))].flatMap((key) => {
    const told = history.filter((one) => one.key === key);
    const last = prefixAt(told, asOf ?? null).at(-1);
    return last?.row ? [last] : [];
  });

const passes = (filter: Filter<Desk>, shown: Desk): boolean =>
  Object.entries(filter).every(([field, wanted]) =>
    [wanted].flat().includes(shown[field as keyof Desk] as never),
  );

const compare = (one: unknown, other: unknown): number => {
  if (one === other) return 0;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string')
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return one === null ? -1 : 1;
};

/** The whole answer to a query, without pages. */
export const sorted = (
  shown: readonly Told[],
  { where, order }: Pick<Query<Desk>, 'where' | 'order'>,
): readonly string[] =>
  shown
    .filter((told) => told.row !== null && passes(where, told.row))
    .toSorted((one, other) => {
      const by = order
        .map(({ field }) => compare(one.row?.[field], other.row?.[field]))
        .find((way) => way !== 0);
      return (by ?? compare(one.key, other.key)) * (order[0]?.descending ? -1 : 1);
    })
    .map(({ key }) => key);
