import {
  idOf,
  parseStream,
  type ClientId,
  type RelaisEvent,
  type StreamName,
  type TenantId,
} from '@relais/contracts';
import type { Refusal } from '@relais/kernel';

/** A fact of a log: what happened, to what, by whom and when. Nobody judges it. */
export type Fact = {
  readonly stream: StreamName;
  /** The client that the stream belongs to. */
  readonly client?: ClientId;
  readonly by: string;
  readonly onBehalfOf?: string;
  /** When it happened, ISO 8601 UTC with milliseconds. */
  readonly at: string;
  /**
   * What happened; or what makes it, asked for only when it has to be written (it seals, claims, takes a number). A refusal
   * turns away this fact and all that follow in its stream.
   */
  readonly event: RelaisEvent | (() => Promise<RelaisEvent | Refusal>);
  /** Where the log says so, from 1. The facts of one stream come in the order of their lines. */
  readonly line: number;
  /** Begins its stream: nothing to write when there is one, whoever began it. */
  readonly begins?: boolean;
  /** Not said by the log, but meant by it. */
  readonly inferred?: boolean;
  readonly rules?: { readonly [name: string]: string | number };
};

/** The log that facts are read from, by its hash; the same batch again is written once. */
export type Batch = { readonly tenant: TenantId; readonly batch: string };

/** The id of what a line says as its `nth` fact (from 0) of a stream: the same line of the same log is the same fact. */
export const factId = ({ tenant, batch }: Batch, stream: StreamName, line: number, nth: number): string =>
  idOf(parseStream(stream)?.kind ?? 'ticket', tenant, `${batch}\n${line}\n${nth}`);
