export * from './bus.ts';
export * from './processor.ts';
