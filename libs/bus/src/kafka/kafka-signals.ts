import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '../bus.ts';
import { Listeners } from '../signals.ts';
import type { Address, Outage } from './brokers.ts';
import { Member } from './member.ts';
import { Sender } from './sender.ts';

/** So many signals wait for the brokers at most; what is beyond is told to the others as "something was missed". */
const most = 10_000;

/** So many are sent at a time. */
const atOnce = 500;

/** What travels: null in the place of a channel says that something was not sent. */
type Told = { readonly from: string; readonly channel: string | null; readonly body?: unknown };

const toldIn = (value: Buffer | null): Told | null => {
  try {
    return JSON.parse(String(value)) as Told | null;
  } catch {
    return null;
  }
};

/** Signals between processes, by a topic of one partition that keeps them for minutes; nobody reads what was before them. */
export class KafkaSignals {
  readonly #me = randomUUID();
  readonly #listeners = new Listeners();
  readonly #topic: string;
  readonly #sender: Sender;
  readonly #member: Member;
  #waiting: Told[] = [];
  #sending: Promise<void> | null = null;
  #closed = false;

  constructor(address: Address, outage: Outage, topic: string) {
    this.#topic = topic;
    this.#sender = new Sender(address, outage);
    this.#member = new Member({
      ...{ address, outage, topic, fromBeginning: false },
      // A group of its own, which commits nothing: it hears what is said while it is there.
      group: `${topic}.${this.#me}`,
      joined: () => this.#listeners.missed(),
      batch: async (payload) => {
        for (const { value } of payload.batch.messages) this.#hear(toldIn(value));
        payload.resolveOffset(payload.batch.lastOffset());
      },
    });
  }

  readonly listen: Bus['listen'] = (channel, listener) => this.#listeners.listen(channel, listener);

  readonly signal: Bus['signal'] = (channel, body) => {
    const said = body();
    this.#listeners.tell(channel, () => said);
    if (this.#closed) return;
    if (this.#waiting.length >= most) this.#waiting = [{ from: this.#me, channel: null }];
    this.#waiting.push({ from: this.#me, channel, body: said });
    this.#sending ??= this.#send().finally(() => (this.#sending = null));
  };

  /** Sends what waits, once, and leaves. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending;
    await this.#member.stop();
    await this.#sender.close();
  }

  #hear(told: Told | null): void {
    if (!told || told.from === this.#me) return;
    if (told.channel === null) this.#listeners.missed();
    else this.#listeners.tell(told.channel, () => told.body);
  }

  async #send(): Promise<void> {
    // What one commit tells goes together.
    await Promise.resolve();
    for (let failures = 0; this.#waiting.length > 0;) {
      const isSent = await this.#sendSome();
      failures = isSent ? 0 : failures + 1;
      if (!isSent && this.#closed) return;
      if (!isSent) await pause(Math.min(100 * 2 ** failures, 5_000), undefined, { ref: false });
    }
  }

  async #sendSome(): Promise<boolean> {
    const messages = this.#waiting.splice(0, atOnce).map((one) => ({ value: JSON.stringify(one) }));
    try {
      await this.#sender.send(this.#topic, 0, messages);
      return true;
    } catch {
      // They are of this moment only: the others are told that they missed some.
      this.#waiting = [{ from: this.#me, channel: null }, ...this.#waiting.slice(-atOnce)];
      return false;
    }
  }
}
