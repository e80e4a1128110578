import { Pool } from 'undici';

/** One of the processes that serve a subgraph. */
export type Replica = {
  readonly url: string;
  /** For questions: each connection is given back with the answer. */
  readonly pool: Pool;
  /** For subscriptions: each keeps its connection for as long as it lasts. */
  readonly streams: Pool;
  /** Nothing is asked of it before this instant of the monotonic clock while others are up, in ms. */
  downUntil: number;
};

/**
 * A connection that nobody uses is let go after a second, long before the subgraph would: so none is closed under a request, also
 * when a subgraph ends.
 */
const idle = { keepAliveTimeout: 1_000, keepAliveMaxTimeout: 1_000 };

/** A replica that was not reached, or that is about to end, is left alone for so long, ms. */
const rest = 1_000;

/** How long it may take to connect, ms. */
const connecting = 2_000;

/** A stream shows a sign of life every 12 s: one that is silent for longer is dead, ms. */
const silent = 30_000;

/** How often one question is asked at most. */
const mostTries = 3;

const replicaOf = (url: string): Replica => {
  // Deadlines of answers are kept by whoever asks.
  const pool = new Pool(url, {
    ...{ ...idle, connections: 128, headersTimeout: 0, bodyTimeout: 0 },
    connect: { timeout: connecting },
  });
  const streams = new Pool(url, {
    ...{ ...idle, headersTimeout: 0, bodyTimeout: silent },
    connect: { timeout: connecting },
  });
  return { url, pool, streams, downUntil: 0 };
};

/** The replicas of one subgraph, in turns. */
export class Replicas {
  readonly #all: readonly Replica[];
  #turn = 0;

  constructor(urls: readonly string[]) {
    this.#all = urls.map(replicaOf);
  }

  /** Whom to ask one question, one after the other: those that are up in their turn, then the others; a single one twice. */
  route(): readonly Replica[] {
    const [only, ...others] = this.#all;
    if (only && others.length === 0) return [only, only];
    this.#turn = (this.#turn + 1) % this.#all.length;
    const now = performance.now();
    const inTurn = [...this.#all.slice(this.#turn), ...this.#all.slice(0, this.#turn)];
    const isUp = ({ downUntil }: Replica) => downUntil <= now;
    return [...inTurn.filter(isUp), ...inTurn.filter((one) => !isUp(one))].slice(0, mostTries);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.flatMap(({ pool, streams }) => [pool.destroy(), streams.destroy()]));
  }
}

/** Leaves a replica alone for a while. */
export const leaveAlone = (replica: Replica): void => {
  replica.downUntil = performance.now() + rest;
};
