import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Drill, Found } from '../drill.ts';
import { launch, listsRest, readied, rebuild, verify, type Damage, type Head } from '../relais.ts';
import { embedded, underLoad } from '../under-load.ts';
import { embeddedLog, withCopy } from '../verdict/log.ts';
import { embeddedRows } from '../verdict/rows.ts';

/** All that a log says, read by SQLite alone; null when it cannot be read. */
const readAlone = (folder: string): string | null => {
  try {
    return withCopy(folder, 'events.db', (db) => {
      const sound = db.prepare('PRAGMA integrity_check').get()?.['integrity_check'] === 'ok';
      return sound ? JSON.stringify(db.prepare('SELECT * FROM events ORDER BY position').all()) : null;
    });
  } catch {
    return null;
  }
};

/** Damages a file of a folder; gives what was done, in words. */
type Harm = (folder: string) => string;

/** A bit that is another one, or else an end that comes too early. */
type Way = { readonly harm: Harm; readonly isFlip: boolean };

type Harmed = {
  readonly what: string;
  readonly ends: 'refused at the start' | 'named by verify' | 'harmless' | 'UNNOTICED';
  readonly faults: readonly string[];
};

const plain = (said: string): boolean => said !== '' && !/\n\s+at /.test(said);

/** What a start on a damaged folder makes of it. */
const startOn = async (
  folder: string,
  heads: readonly Head[],
  isHarmed: boolean,
): Promise<Omit<Harmed, 'what'>> => {
  const child = launch(folder);
  const relais = await readied(child);
  if (!relais) {
    await child.over;
    const said = child.told.err.trim();
    return { ends: 'refused at the start', faults: plain(said) ? [] : [`it says: ${said.slice(-600)}`] };
  }
  const damages: readonly Damage[] = await verify(relais, heads);
  await listsRest(relais);
  const live = new Set(embeddedRows(folder).map(({ text }) => text));
  const faults =
    damages.length > 0 || !isHarmed ? [] : ['what is read is not what was written, and verify finds nothing'];
  // What cannot be read any more cannot be folded anew either.
  if (damages.every(({ what }) => what === 'cut')) {
    await rebuild(relais);
    const rebuilt = embeddedRows(folder).filter(({ text }) => !live.has(text));
    faults.push(...rebuilt.map(({ text }) => `only rebuilt: ${text.slice(0, 160)}`));
  }
  await child.end('SIGTERM');
  await relais.graph.close();
  if (damages.length > 0) return { ends: 'named by verify', faults };
  return { ends: isHarmed ? 'UNNOTICED' : 'harmless', faults };
};

type Base = { readonly folder: string; readonly heads: readonly Head[] };

/** The last commit alone can be torn; it holds what came within a tick. */
const mostLost = 8;

/** Behind a byte that is another one all is still there: who ends the log before it has dropped what was kept. */
const droppedIn = (folder: string, base: Base): readonly string[] => {
  try {
    const dropped = embeddedLog(base.folder).length - embeddedLog(folder).length;
    return dropped > mostLost ? [`${dropped} events that were kept are dropped`] : [];
  } catch {
    // It cannot be read without an error: nobody takes that for a shorter log.
    return [];
  }
};

const tryOut = async ({ folder }: Bench, base: Base, { harm, isFlip }: Way): Promise<Harmed> => {
  const copy = join(folder, 'copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(base.folder, copy, { recursive: true });
  const sound = readAlone(copy);
  const what = harm(copy);
  const isHarmed = readAlone(copy) !== sound;
  const { ends, faults } = await startOn(copy, base.heads, isHarmed);
  const dropped = isFlip && ends !== 'refused at the start' ? droppedIn(copy, base) : [];
  return { what, ends, faults: [...faults, ...dropped] };
};

/** Where each stream ends, as an operator has kept it elsewhere. */
const baseOf = (folder: string): Base => {
  const ends = new Map(embeddedLog(folder).map((event) => [event.stream, event]));
  const heads = [...ends.values()].map(({ stream, revision, hash }) => ({ stream, revision, hash }));
  return { folder, heads };
};

/** Some seconds of commands; then the folder as a kill leaves it, and as an end leaves it, with the heads that were kept. */
const prepare = async (
  bench: Bench,
): Promise<{ readonly found: Found; readonly killed: Base; readonly ended: Base }> => {
  const data = join(bench.folder, 'data');
  const killed = join(bench.folder, 'killed');
  const found = await underLoad(bench, embedded(data), async (run) => {
    await pause(bench.short ? 1_000 : 6_000);
    run.relais().child.signal('SIGKILL');
    await run.relais().child.over;
    cpSync(data, killed, { recursive: true });
    await run.restart();
  });
  return { found, killed: baseOf(killed), ended: baseOf(data) };
};

type Blow = readonly ['killed' | 'ended', Way];

const tryAll = async (bench: Bench, blows: readonly Blow[], turns: number): Promise<Found> => {
  const bases = await prepare(bench);
  const counts: { [name: string]: number } = { ...bases.found.counts };
  const seen: Found['seen'][number][] = [...bases.found.seen];
  for (let turn = 0; turn < turns; turn += 1) {
    const [which, way] = blows[turn % blows.length] as Blow;
    const { what, ends, faults } = await tryOut(bench, bases[which], way);
    bench.say(`${what}: ${ends}`);
    counts[ends] = (counts[ends] ?? 0) + 1;
    seen.push({ what: `${what}: ${ends}`, faults });
  }
  return { ...bases.found, counts, seen };
};

/** One bit of one byte. */
const flip =
  ({ chance }: Bench, name: string): Harm =>
  (folder) => {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    const [at, bit] = [chance.whole(bytes.length), chance.whole(8)];
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    writeFileSync(file, bytes);
    return `bit ${bit} of byte ${at} of ${bytes.length} of ${name}`;
  };

const tear =
  ({ chance }: Bench, name: string): Harm =>
  (folder) => {
    const file = join(folder, name);
    const { size } = statSync(file);
    const left = chance.whole(size);
    truncateSync(file, left);
    return `${name} ends after ${left} of ${size} bytes`;
  };

/** What is done to which of the two folders, in turn. */
const blowsOf = (bench: Bench): readonly Blow[] => [
  ['ended', { harm: flip(bench, 'events.db'), isFlip: true }],
  ['killed', { harm: flip(bench, 'events.db-wal'), isFlip: true }],
  ['killed', { harm: tear(bench, 'events.db-wal'), isFlip: false }],
  ['ended', { harm: tear(bench, 'events.db'), isFlip: false }],
];

export const damage: Drill = {
  name: 'damage',
  does: 'a bit of events.db or of the journal that a kill left is another one, or the file ends anywhere: named, never dropped in silence',
  short: true,
  lacks: () => null,
  run: (bench) => tryAll(bench, blowsOf(bench), bench.short ? 4 : 60),
};
