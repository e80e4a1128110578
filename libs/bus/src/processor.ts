import type { StreamKind } from '@relais/contracts';
import type { Event, Fold } from '@relais/kernel';
import type { Model, Row } from '@relais/projections';

/** Events to rows: each stream of this kind feeds one row, whose key is the stream's id. */
export type Projection<R extends Row, In extends Event> = {
  readonly model: Model<R>;
  readonly kind: StreamKind;
  readonly fold: Fold<R | null, In>;
};

/** An event answered by a command: `answer` is called at least once for each, so its command id derives from the event. */
export type Reaction = {
  readonly name: string;
  readonly kinds: readonly StreamKind[];
  readonly answer: (recorded: import('@relais/event-store').Recorded) => Promise<void>;
};
