export * from './frozen.ts';
export * from './scenario.ts';
export * from './keys.suite.ts';
export * from './cells.ts';
export * from './ticket-histories.ts';
export * from './ticket-samples.ts';
export * from './any-history.ts';
export * from './projections.suite.ts';
export * from './bus.suite.ts';
export { killable, tell } from './bus/story.ts';
export { tally, tallying, type Tally } from './bus/tally.ts';
export * from './engines.ts';
export { realEngines } from './settings.ts';
export * from './ports.ts';
export { eventStoreContract } from './event-store.suite.ts';
export {
  eventsOf,
  freshStream,
  grow,
  notes,
  revisionsOf,
  serviceOn,
  take,
  written,
} from './event-store/writing.ts';
