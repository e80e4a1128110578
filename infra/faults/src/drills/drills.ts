import type { Drill } from '../drill.ts';
import { damage } from './damage.ts';
import { diskFull, failingFsync, smallDisk } from './disks.ts';
import { killEventStore } from './eventstoredb.ts';
import { killAppend, killProjection } from './kills.ts';
import { mixed } from './mixed.ts';
import { stopRelais } from './stops.ts';

/** Every drill, in the order in which they run. */
export const drills: readonly Drill[] = [
  ...[mixed, killAppend, killProjection, failingFsync, diskFull, smallDisk, stopRelais, damage],
  ...[killEventStore],
];
