export * from './bus.ts';
export * from './open.ts';
export * from './processor.ts';
export { runProjection } from './run-projection.ts';
export { runReaction } from './run-reaction.ts';
