import type { Belonging, Caller, Envelope, StreamName } from '@relais/contracts';
import type { Command, Event, Refusal } from '@relais/kernel';

/** The names and versions of rules, as an event keeps them. */
export type Versions = { readonly [name: string]: string | number };

/** The rules that a decision needs, and the versions by which the event names them. */
export type Loaded<R> = { readonly rules: R; readonly versions?: Versions };

/** A command and all that travels with it. */
export type Request<C extends Command, State, R, Out extends Event> = {
  readonly stream: StreamName;
  readonly command: C;
  /** A UUID made by the caller before the first try: the same wish again has its effect once. */
  readonly commandId: string;
  readonly caller: Caller;
  readonly correlation: string;
  readonly onBehalfOf?: string | undefined;
  /** The id of the event that a reaction answers. */
  readonly causation?: string | undefined;
  /**
   * When it happened in the world, when that was not now: never ahead, never before the stream began, at most 24 h ago
   * (a reaction is as old as its deadline: only callers are held to the 24 h).
   */
  readonly happenedAt?: string | undefined;
  /** Whom the thing belongs to, by its fold; without it, the client of its envelopes alone counts. */
  readonly belonging?: ((state: State) => Omit<Belonging, 'tenant'>) | undefined;
  /** The client that the stream belongs to, for the envelopes. Without it: the client of the stream's last event. */
  readonly client?: string | null | undefined;
  /** Asked for once the command is known to be new and in scope. */
  readonly load?: ((state: State) => Promise<Loaded<R>>) | undefined;
  /** What must be safe elsewhere before the events may be written (keys kept, claims made); may refuse. */
  readonly secure?: ((events: readonly Out[]) => Promise<Refusal | null>) | undefined;
};

/**
 * `revision` is where the command left the stream; -1 when there is none (or none for this caller).
 * `events` is what it wrote, by whichever try; none when there was nothing to do.
 */
export type Handled<Why extends string = string> =
  | { readonly ok: true; readonly revision: number; readonly events: readonly Envelope[] }
  | { readonly ok: false; readonly revision: number; readonly refusal: Refusal<Why> };
