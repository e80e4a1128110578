export * from './keys.ts';
export * from './open.ts';
