import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

// The verdict is read from the file with SQLite alone: nothing of what is under test judges itself.

type Stored = {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly commandId: string;
};
type Acknowledged = {
  readonly writer: number;
  readonly n: number;
  readonly commandId: string;
  readonly revision: number;
};

const burst = fileURLToPath(new URL('../../burst.fixture.ts', import.meta.url));

const start = (folder: string, ...more: readonly string[]) =>
  spawn(process.execPath, ['--conditions=@relais/source', burst, folder, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const acknowledgedIn = (line: string): Acknowledged => {
  const [writer, n, commandId = '', revision] = line.split(' ');
  return { writer: Number(writer), n: Number(n), commandId, revision: Number(revision) };
};

const stored = (folder: string): readonly Stored[] => {
  const db = new DatabaseSync(join(folder, 'events.db'), { readOnly: true });
  const rows = db.prepare(
    `SELECT position, stream, revision, id, envelope ->> '$.commandId' AS commandId FROM events ORDER BY position`,
  );
  const found = rows.all() as Stored[];
  db.close();
  return found;
};

const counting = (length: number, first: number): readonly number[] =>
  Array.from({ length }, (_, n) => first + n);

describe('killed in the middle of a burst', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'relais-kill-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What was acknowledged before the process was killed, `after` ms from its start. */
  const killed = async (after: number): Promise<readonly Acknowledged[]> => {
    const child = start(folder);
    const lines: string[] = [];
    const reading = createInterface(child.stdout).on('line', (line) => lines.push(line));
    await once(reading, 'line');
    await pause(after);
    child.kill('SIGKILL');
    await Promise.all([once(child, 'exit'), once(reading, 'close')]);
    return lines.filter((line) => line !== 'ready' && line.split(' ').length === 4).map(acknowledgedIn);
  };

  const check = (acknowledged: readonly Acknowledged[]): readonly Stored[] => {
    const rows = stored(folder);
    expect(rows.map(({ position }) => position)).toEqual(counting(rows.length, 1));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const byStream = Map.groupBy(rows, ({ stream }) => stream);
    for (const of of byStream.values())
      expect(of.map(({ revision }) => revision)).toEqual(counting(of.length, 0));
    const byCommand = Map.groupBy(rows, ({ commandId }) => commandId);
    for (const of of byCommand.values()) expect(of).toHaveLength(2);
    const led = new Map([...byCommand].map(([commandId, of]) => [commandId, of.at(-1)?.revision]));
    expect(acknowledged.filter(({ commandId, revision }) => led.get(commandId) !== revision)).toEqual([]);
    return rows;
  };

  it('has everything that was acknowledged, once and without a gap, and goes on from there', async () => {
    const first = await killed(400);
    expect(first.length).toBeGreaterThan(32);
    const rows = check(first);

    // The same commands again, acknowledged or not, and ten more of each writer: the former keep their one effect.
    const most = Math.max(...first.map(({ n }) => n)) + 10;
    const child = start(folder, String(most + 1));
    const lines: string[] = [];
    const reading = createInterface(child.stdout).on('line', (line) => lines.push(line));
    const [[code]] = await Promise.all([once(child, 'exit'), once(reading, 'close')]);
    expect(code).toBe(0);
    const again = lines.filter((line) => line !== 'ready').map(acknowledgedIn);
    expect(again).toHaveLength(32 * (most + 1));
    const after = check([...first, ...again]);
    expect(after.slice(0, rows.length)).toEqual(rows);
    expect(after).toHaveLength(2 * 32 * (most + 1));
  }, 60_000);

  it('loses nothing however early it is killed, again and again', async () => {
    const all: Acknowledged[] = [];
    for (const after of [0, 15, 60]) {
      all.push(...(await killed(after)));
      check(all);
    }
  }, 60_000);
});
