import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chanceOf } from './chance.ts';
import { makeDisk } from './disk.ts';
import type { Drill, Found } from './drill.ts';
import { Lacking } from './engine.ts';

export type Wanted = {
  readonly seed: number;
  readonly seconds: number;
  readonly short: boolean;
  /** Whether what cannot run here is a failure. */
  readonly required: boolean;
  readonly say: (line: string) => void;
};

/** What came of a drill. */
export type Report = {
  readonly drill: string;
  readonly seed: number;
  readonly seconds: number;
  readonly state: 'good' | 'bad' | 'skipped';
  /** Why it was skipped, or broke off. */
  readonly why: string | null;
  readonly found: Found | null;
};

const isGood = ({ verdict, seen }: Found): boolean =>
  [...verdict, ...seen].every(({ faults }) => faults.length === 0);

/** Runs a drill in a folder of its own, which is gone afterwards unless the verdict is bad. */
export const runDrill = async (drill: Drill, wanted: Wanted): Promise<Report> => {
  const { seed, seconds, short, required } = wanted;
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'relais-faults-'));
  const disk = makeDisk(folder);
  const say = (line: string): void => wanted.say(`${drill.name}: ${line}`);
  const report = (state: Report['state'], why: string | null, found: Found | null): Report => {
    if (state !== 'bad') rmSync(folder, { recursive: true, force: true });
    else say(`what is left of it lies in ${folder}`);
    return { drill: drill.name, seed, seconds: (performance.now() - began) / 1_000, state, why, found };
  };
  const skip = (lacking: string): Report => report(required ? 'bad' : 'skipped', lacking, null);
  const lacking = drill.lacks({ disk });
  if (lacking !== null) return skip(lacking);
  try {
    const found = await drill.run({ chance: chanceOf(seed), folder, seconds, short, disk, say });
    return report(isGood(found) ? 'good' : 'bad', null, found);
  } catch (error) {
    if (error instanceof Lacking) return skip(error.message);
    return report('bad', error instanceof Error ? (error.stack ?? error.message) : String(error), null);
  }
};
