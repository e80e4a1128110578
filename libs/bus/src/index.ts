export * from './bus.ts';
export * from './open.ts';
export * from './processor.ts';
export { runPoll, type Poll } from './run-poll.ts';
export { runProjection } from './run-projection.ts';
export { runReaction } from './run-reaction.ts';
export type { RelayStanding, RunningRelay } from './kafka/relay.ts';
