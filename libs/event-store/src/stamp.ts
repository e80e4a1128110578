import {
  declaredFor,
  eventIdOf,
  hashOf,
  parseStream,
  type Caller,
  type Envelope,
  type Owner,
  type StreamName,
} from '@relais/contracts';
import { Fault, type Event } from '@relais/kernel';
import { checkData } from './limits.ts';

/** Where a stream stands: what the next event is chained to. */
export type Standing = { readonly revision: number; readonly hash: string; readonly recordedAt: string };

/** All that an envelope says besides the fact itself. */
export type Circumstances = {
  readonly stream: StreamName;
  readonly commandId: string;
  readonly caller: Pick<Caller, 'actor'>;
  readonly correlation: string;
  readonly onBehalfOf?: string | undefined;
  readonly causation?: string | undefined;
  readonly happenedAt?: string | undefined;
  readonly client?: string | null | undefined;
  readonly rules?: { readonly [name: string]: string | number } | undefined;
  readonly source?: Envelope['source'] | undefined;
  /** The server's clock. */
  readonly now: string;
};

const declared = (owner: Owner | null, stream: StreamName, type: string): number => {
  const entry = declaredFor(type);
  if (!entry || (owner && entry.owner !== owner))
    throw new Fault('foreign-event', `${owner ?? 'no service'} does not own ${type}`);
  if (parseStream(stream)?.kind !== entry.stream)
    throw new Fault('foreign-event', `${type} has no place in ${stream}`);
  return entry.schema;
};

/** Leaves out what is absent: an envelope holds no null and no undefined. */
const present = <T extends object>(fields: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };

/**
 * The envelopes of one command's events, chained to where the stream stands. `recordedAt` never goes back within a stream.
 * `owner` is the service that appends; null only for the import, which may append what others own.
 */
export const stamp = (
  owner: Owner | null,
  standing: Standing,
  events: readonly Event[],
  circumstances: Circumstances,
): readonly Envelope[] => {
  const { stream, commandId, caller, now, ...rest } = circumstances;
  const recordedAt = now > standing.recordedAt ? now : standing.recordedAt;
  let prev = standing.hash;
  return events.map(({ type, data }, place) => {
    checkData(data);
    const envelope = {
      id: eventIdOf(stream, commandId, place),
      stream,
      revision: standing.revision + 1 + place,
      type,
      schema: declared(owner, stream, type),
      data,
      tenant: parseStream(stream)?.tenant ?? '',
      by: caller.actor,
      recordedAt,
      commandId,
      prev,
      ...present({ ...rest, happenedAt: rest.happenedAt ?? recordedAt }),
    };
    prev = hashOf(envelope as Omit<Envelope, 'hash'>);
    return { ...envelope, hash: prev } as Envelope;
  });
};
