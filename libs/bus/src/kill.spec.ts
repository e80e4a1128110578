import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventStore } from '@relais/event-store';
import { held, killable, opened, resumed, tell } from '@relais/testkit';

/** The verdict is read from the files alone, by nothing that is under test. */
const select = (file: string, sql: string): readonly Record<string, unknown>[] => {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
};

describe('a processor that is killed', () => {
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-kill-'));
    const store = await openEventStore({ adapter: 'sqlite', folder });
    // Three batches of 500 at most, and streams that reach over their ends.
    for (let round = 0; round < 8; round += 1)
      await Promise.all(
        Array.from({ length: 70 }, (_, n) =>
          tell(store, `ticket-north.${n}`, round === 0 ? [opened, held, resumed] : [held, resumed]),
        ),
      );
    await store.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (which: string, when: string, nth = 1): string | number | null => {
    const flags = ['--conditions=@relais/source', '--disable-warning=ExperimentalWarning'];
    const ended = spawnSync(process.execPath, [...flags, killable, folder, which, when, String(nth)], {
      encoding: 'utf8',
    });
    expect(ended.stderr).toBe('');
    return ended.signal ?? ended.status;
  };
  const events = () =>
    select(join(folder, 'events.db'), 'SELECT stream, max(revision) AS last FROM events GROUP BY stream');

  it('has lost nothing and applied nothing twice, wherever it died', () => {
    for (const when of ['before', 'during', 'after', 'during', 'after'])
      expect(run('projection', when)).toBe('SIGKILL');
    expect(run('projection', 'never')).toBe(0);
    const file = join(folder, 'projections.db');
    const rows = new Map(
      select(file, 'SELECT key, revision, f_events FROM tally_1').map(
        ({ key, revision, f_events: applied }) => [
          `ticket-north.${String(key)}`,
          { revision, events: applied },
        ],
      ),
    );
    const told = events();
    expect(told).toHaveLength(70);
    for (const { stream, last } of told)
      expect({ stream, row: rows.get(String(stream)) }).toEqual({
        stream,
        row: { revision: last, events: Number(last) + 1 },
      });
    expect(select(file, 'SELECT grouped, number FROM tally_1_counts')).toMatchObject([
      { grouped: '["north","open"]', number: 70 },
    ]);
    expect(select(file, 'SELECT count(*) AS changes FROM tally_1_changes')).toMatchObject([
      { changes: 70 * 17 },
    ]);
  });

  it('has answered every event, with one effect each', () => {
    for (const when of ['before', 'during', 'after'])
      for (const nth of [1, 2]) expect(run('reaction', when, nth)).toBe('SIGKILL');
    expect(run('reaction', 'never')).toBe(0);
    const answers = events().filter(({ stream }) => String(stream).startsWith('product-'));
    expect(answers).toHaveLength(70);
    for (const { last } of answers) expect(last).toBe(0);
  }, 60_000);
});
