export * from './frozen.ts';
export * from './scenario.ts';
