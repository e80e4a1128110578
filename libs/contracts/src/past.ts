import { Fault } from '@relais/kernel';
import { declaredFor } from './catalogue.ts';
import type { Envelope } from './envelope.ts';

/** For each type, the pure lifts from schema n to n + 1, at index n - 1. */
const lifts: { readonly [type: string]: readonly ((data: never) => unknown)[] } = {};

/**
 * An event in the newest shape of its type; code sees no other.
 * A type or a schema newer than this version throws the Fault `contract-too-old`: a reader waits, it skips nothing.
 */
export const lift = (event: Envelope): Envelope => {
  const declared = declaredFor(event.type);
  if (!declared || event.schema > declared.schema)
    throw new Fault(
      'contract-too-old',
      `${event.type}@${event.schema} in ${event.stream} is newer than this version`,
    );
  const steps = lifts[event.type]?.slice(event.schema - 1) ?? [];
  if (steps.length === 0) return event;
  return {
    ...event,
    schema: declared.schema,
    data: steps.reduce((data, next) => next(data as never), event.data),
  };
};
