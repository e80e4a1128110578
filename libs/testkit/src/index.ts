export * from './frozen.ts';
export * from './scenario.ts';
export * from './keys.suite.ts';
export * from './cells.ts';
export * from './ticket-histories.ts';
export * from './ticket-samples.ts';
export * from './any-history.ts';
export * from './projections.suite.ts';
