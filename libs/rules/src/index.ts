export * from './ball.ts';
export * from './elapsed.ts';
export * from './instant.ts';
export * from './priority.ts';
