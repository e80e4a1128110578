import type { EventStoreDBClient, StreamingRead } from '@eventstore/db-client';
import { closed } from '../closed.ts';
import type { Address } from './address.ts';
import { deadline, faultOf, late, patience, patiently } from './failing.ts';

/** With what each call goes out: to the leader, with credentials, and so with a deadline. */
type Manner = Readonly<ReturnType<Engine['manner']>>;

/** One call, made again where the caller of it is patient. */
export type Call = <Result>(
  work: (client: EventStoreDBClient, manner: Manner) => Promise<Result>,
) => Promise<Result>;

/** All calls to the server go through here: own deadlines, the same call again while nobody answers, Faults in the end. */
export class Engine {
  readonly hosts: string;
  readonly #address: Address;
  readonly #begun = new Set<Promise<unknown>>();
  #closing = false;

  constructor(address: Address) {
    this.#address = address;
    this.hosts = address.hosts;
  }

  get client(): EventStoreDBClient {
    return this.#address.client;
  }

  readonly manner = () =>
    ({ credentials: this.#address.credentials, requiresLeader: true, deadline }) as const;

  /** One call that may be repeated: the same again while nobody answers. */
  readonly call = <Result>(
    work: (client: EventStoreDBClient, manner: Manner) => Promise<Result>,
    budget = patience,
  ): Promise<Result> =>
    patiently(() => work(this.client, this.manner()), { goesOn: () => !this.#closing, budget });

  /** What one of the port's functions does: settled before the store is closed; whatever goes wrong is a Fault. */
  readonly ask = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (this.#closing) throw closed();
    const asked = work();
    this.#begun.add(asked);
    try {
      return await asked;
    } catch (error) {
      throw faultOf(error, this.hosts);
    } finally {
      this.#begun.delete(asked);
    }
  };

  /** Refuses what comes, and waits for what was begun. */
  async settle(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#begun);
  }

  /** Lets go of the connection. */
  close(): Promise<void> {
    return this.client.dispose();
  }
}

/** All that a read gives. It is given up when nothing comes for as long as a call may take. */
export const collect = <One>(read: StreamingRead<One>): Promise<readonly One[]> =>
  new Promise((resolve, reject) => {
    const found: One[] = [];
    const giveUp = (): void => {
      reject(late());
      void read.cancel();
    };
    const timer = setTimeout(giveUp, deadline);
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      end();
    };
    // For as long as the read lives: an error that comes when all is settled must not end the process.
    read.on('error', (error) => settle(() => reject(error)));
    read.on('data', (one) => {
      found.push(one);
      timer.refresh();
    });
    read.on('end', () => settle(() => resolve(found)));
  });
