export * from './elapsed.ts';
export * from './priority.ts';
