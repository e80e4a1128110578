export * from './event-store.ts';
export * from './handle.ts';
export * from './stamp.ts';
