import { hash as digest } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Event } from '@relais/kernel';
import type { StreamName, TenantId, ClientId } from './ids.ts';

/** An event as it is stored, for ever. Absent optional fields are left out, never null. Times are ISO 8601 UTC with milliseconds. */
export type Envelope<E extends Event = Event> = E extends Event
  ? {
      /** UUID v5 of stream, commandId and the event's place in its batch. */
      readonly id: string;
      readonly stream: StreamName;
      /** 0, 1, 2 … without a hole in its stream. */
      readonly revision: number;
      readonly type: E['type'];
      readonly schema: number;
      readonly data: E['data'];
      readonly tenant: TenantId;
      /** Only where the stream belongs to one client. */
      readonly client?: ClientId;
      readonly by: string;
      readonly onBehalfOf?: string;
      readonly happenedAt: string;
      readonly recordedAt: string;
      readonly commandId: string;
      readonly correlation: string;
      /** The id of the event that a reaction answered. */
      readonly causation?: string;
      /** The versions of the rules that the decision used. */
      readonly rules?: { readonly [name: string]: string | number };
      readonly source?: { readonly batch: string; readonly line: number; readonly inferred?: true };
      /** Hash of the previous event of the stream, 64 zeros for the first. */
      readonly prev: string;
      readonly hash: string;
    }
  : never;

/** What the first event of a stream has as `prev`. */
export const noHash = '0'.repeat(64);

/** SHA-256, lower-case hex, over a version line and the RFC 8785 canonical JSON of the envelope without its hash. */
export const hashOf = (envelope: Omit<Envelope, 'hash'> | Envelope): string => {
  const { hash: _, ...hashed } = envelope as Envelope;
  return digest('sha256', `relais.event.v1\n${canonicalize(hashed)}`);
};
