import type { Chance } from './chance.ts';
import type { Disk } from './disk.ts';
import type { Line } from './verdict/judge.ts';

/** What a drill is given. */
export type Bench = {
  readonly chance: Chance;
  /** An empty folder that is gone afterwards. */
  readonly folder: string;
  /** How long an engine stays away, or a process frozen. */
  readonly seconds: number;
  /** Whether this is the short run that CI makes. */
  readonly short: boolean;
  readonly disk: Disk | null;
  readonly say: (line: string) => void;
};

/** What a drill has found. */
export type Found = {
  /** Commands sent, acknowledged, refused, unknown; kills; events, and what else it counts. */
  readonly counts: { readonly [name: string]: number };
  readonly verdict: readonly Line[];
  /** What the drill itself has to see besides the six questions; what is wrong with it, or nothing. */
  readonly seen: readonly { readonly what: string; readonly faults: readonly string[] }[];
};

export type Drill = {
  readonly name: string;
  /** What is done, in one line. */
  readonly does: string;
  /** Whether it belongs to the short set. */
  readonly short: boolean;
  /** What this machine lacks for it, `needs kafka`; null when it can run. */
  readonly lacks: (bench: Pick<Bench, 'disk'>) => string | null;
  readonly run: (bench: Bench) => Promise<Found>;
};
