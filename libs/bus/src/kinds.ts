import type { StreamKind } from '@relais/contracts';
import type { Recorded } from '@relais/event-store';

/** Whether an event is of these kinds of stream: a name begins with its kind and a hyphen, and no kind holds one. */
export const ofKinds = (kinds: readonly StreamKind[]): ((recorded: Recorded) => boolean) => {
  const wanted = new Set<string>(kinds);
  return ({ event: { stream } }) => wanted.has(stream.slice(0, stream.indexOf('-')));
};
