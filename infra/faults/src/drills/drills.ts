import type { Drill } from '../drill.ts';
import {
  brokerGone,
  comingAndGoing,
  frozenConsumer,
  killBroker,
  killMongoDb,
  killOneOfThree,
  killRelay,
  twoRelays,
} from './brokers.ts';
import { damage } from './damage.ts';
import { diskFull, failingFsync, smallDisk } from './disks.ts';
import { killEventStore } from './eventstoredb.ts';
import { killAppend, killProjection } from './kills.ts';
import { mixed } from './mixed.ts';
import { killServices, stopServices } from './services.ts';
import { stopRelais } from './stops.ts';

/** Every drill, in the order in which they run. */
export const drills: readonly Drill[] = [
  ...[mixed, killAppend, killProjection, failingFsync, diskFull, smallDisk, stopRelais, damage],
  ...[killEventStore, killServices, stopServices],
  ...[
    killRelay,
    twoRelays,
    killBroker,
    killOneOfThree,
    brokerGone,
    killMongoDb,
    frozenConsumer,
    comingAndGoing,
  ],
];
