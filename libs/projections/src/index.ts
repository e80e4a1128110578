export * from './open.ts';
export * from './projections.ts';
export * from './ticket-fields.ts';
export * from './tidy.ts';
