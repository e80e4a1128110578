export * from './open.ts';
export * from './projections.ts';
export * from './tidy.ts';
