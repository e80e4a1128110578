export * from './ball.ts';
export * from './elapsed.ts';
export * from './instant.ts';
export * from './priority.ts';
export * from './sla/calendar.ts';
export * from './sla/deadlines.ts';
export * from './sla/stopwatch.ts';
