export type { Damage, Head, Verified, What } from './damage.ts';
export * from './event-store.ts';
export { appendSurely, Commands } from './handle.ts';
export * from './open.ts';
export type { Handled, Loaded, Request } from './request.ts';
export * from './stamp.ts';
export { verifyChain } from './verify.ts';
