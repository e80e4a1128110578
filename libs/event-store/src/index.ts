export type { Damage, Head, Verified, What } from './damage.ts';
export * from './event-store.ts';
export * from './handle.ts';
export * from './open.ts';
export * from './stamp.ts';
export { verifyChain } from './verify.ts';
