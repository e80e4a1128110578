export type { Command, Event, Of, Stamp } from './event.ts';
export { Fault, Invalid } from './fault.ts';
export { derive, extend, onceBegun, replay, step, type Fold } from './fold.ts';
export { isRefusal, refuse, type Refusal } from './refusal.ts';
export type { Context, Decider } from './decider.ts';
