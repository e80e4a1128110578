import {
  inScope,
  lift,
  noHash,
  parseStream,
  type Belonging,
  type Caller,
  type Envelope,
  type StreamName,
} from '@relais/contracts';
import { step, type Event, type Fold } from '@relais/kernel';
import { noStream } from './event-store.ts';
import type { Standing } from './stamp.ts';

/** The past of one stream as a decider sees it. */
export type Seen<State> = Standing & {
  readonly state: State;
  readonly client: string | null;
  readonly firstAt: string | null;
  /** For each command of this stream, the revision it led to. */
  readonly commands: Map<string, number>;
};

/** A stream of which there is nothing. */
export const nothing = <State>(initial: State): Seen<State> => ({
  state: initial,
  revision: noStream,
  hash: noHash,
  client: null,
  firstAt: null,
  recordedAt: '',
  commands: new Map(),
});

/** The same past, so many events later. */
export const further = <State>(
  fold: Fold<State, never>,
  seen: Seen<State>,
  events: readonly Envelope[],
): Seen<State> => {
  const last = events.at(-1);
  if (!last) return seen;
  let state = seen.state;
  for (const event of events) {
    state = step(fold as Fold<State, Event>, state, lift(event), event);
    seen.commands.set(event.commandId, event.revision);
  }
  return {
    state,
    commands: seen.commands,
    revision: last.revision,
    hash: last.hash,
    client: last.client ?? null,
    firstAt: seen.firstAt ?? events[0]?.happenedAt ?? null,
    recordedAt: last.recordedAt,
  };
};

/** Whether a stream, or one that would begin now, is the caller's. */
export const isMine = <State>(
  seen: Seen<State>,
  {
    stream,
    caller,
    belonging,
  }: {
    readonly stream: StreamName;
    readonly caller: Caller;
    readonly belonging?: ((state: State) => Omit<Belonging, 'tenant'>) | undefined;
  },
): boolean => {
  const tenant = parseStream(stream)?.tenant ?? '';
  if (seen.revision === noStream) return tenant === caller.tenant;
  return inScope(caller, { tenant, client: seen.client, ...belonging?.(seen.state) });
};
