import { BACKWARDS } from '@eventstore/db-client';
import type { Envelope, StreamName } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import type { Head, Verified } from '../damage.ts';
import type { AppendAnswer, EventStore } from '../event-store.ts';
import { readAddress, setting, type Address } from './address.ts';
import { Appends } from './appends.ts';
import { audit, headsOf } from './audit.ts';
import { collect, Engine } from './engine.ts';
import { deadline, faultOf, Silent, typeOf } from './failing.ts';
import { Followers } from './followers.ts';
import { Log } from './log.ts';
import { Streams } from './streams.ts';

/** `url` is an esdb:// address, with the user and the password in it. */
export type EventStoreDbOptions = { readonly url: string };

/** The history on an EventStoreDB. */
class EventStoreDb implements EventStore {
  readonly #engine: Engine;
  readonly #streams: Streams;
  readonly #log: Log;
  readonly #appends: Appends;
  readonly #followers: Followers;
  #closing: Promise<void> | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#streams = new Streams(engine);
    this.#log = new Log(engine.call);
    this.#appends = new Appends(engine, this.#streams);
    // Who follows tries again by itself, and can be told to stop meanwhile.
    this.#followers = new Followers(engine, new Log((work) => engine.call(work, 0)));
  }

  readonly append = (
    stream: StreamName,
    expected: number,
    events: readonly Envelope[],
  ): Promise<AppendAnswer> => this.#engine.ask(() => this.#appends.append(stream, expected, events));

  readonly read: EventStore['read'] = (stream, range) =>
    this.#engine.ask(async () => {
      const found = await this.#streams.read(stream, range);
      this.#appends.learn(range?.backwards ? found.toReversed() : found);
      return found;
    });

  readonly readAll: EventStore['readAll'] = (after, limit = 1_000) =>
    this.#engine.ask(() => this.#log.page(after, limit));

  readonly head: EventStore['head'] = () => this.#engine.ask(() => this.#log.head());

  readonly heads: EventStore['heads'] = () => this.#engine.ask(() => headsOf(this.#log));

  readonly verify = (heads: readonly Head[] = []): AsyncIterable<Verified> =>
    audit(this.#log, this.#streams, heads);

  readonly subscribe: EventStore['subscribe'] = (after, deliver) => this.#followers.subscribe(after, deliver);

  readonly close = (): Promise<void> => (this.#closing ??= this.#end());

  async #end(): Promise<void> {
    const settled = this.#engine.settle();
    await this.#followers.stop();
    await settled;
    await this.#engine.close();
  }
}

/** How long the server may take to answer for the first time, in ms. */
const welcome = 4_000;

/** What an operator can do about a server that does not answer as it should. */
const advice = ({ secure }: Address, error: Silent): string => {
  if (error.message.includes('ECONNREFUSED')) return 'nobody listens there';
  if (/ENOTFOUND|EAI_AGAIN|resolution/.test(error.message)) return 'there is no such host';
  if (error.message.startsWith('no answer')) return `nothing was answered within ${deadline} ms`;
  return secure
    ? 'no connection with TLS came about (tls=false is for a server without TLS, tlsCAFile names who signed its certificate)'
    : 'no connection without TLS came about (a server with TLS is reached without tls=false)';
};

/** One small read, before anybody relies on the server: the client itself would wait for ever. */
const greet = (engine: Engine): Promise<unknown> =>
  engine.call(
    (client, manner) =>
      collect(client.readAll({ ...manner, direction: BACKWARDS, fromPosition: 'end', maxCount: 1 })),
    welcome,
  );

const told = (address: Address, error: unknown): unknown => {
  const { hosts } = address;
  if (error instanceof Silent)
    return new Fault(
      'store-unreachable',
      `no event store answers at ${hosts} (${setting}): ${advice(address, error)}`,
      error,
    );
  if (typeOf(error) === 'access-denied')
    return new Fault(
      'store-refused',
      `the event store at ${hosts} refuses the user of ${setting}, or lets it not read $all`,
      error,
    );
  return faultOf(error, hosts);
};

/**
 * Opens the history on an EventStoreDB. Faults: `store-url-wrong`, `store-unreachable` (nobody, or nobody who speaks that
 * way), `store-refused` (the credentials, or what they allow).
 */
export const openEventStoreDb = async ({ url }: EventStoreDbOptions): Promise<EventStore> => {
  const address = readAddress(url);
  const engine = new Engine(address);
  try {
    await greet(engine);
    return new EventStoreDb(engine);
  } catch (error) {
    await engine.close();
    throw told(address, error);
  }
};
