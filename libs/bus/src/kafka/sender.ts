import { Fault } from '@relais/kernel';
import { Partitioners, type Message, type Producer } from 'kafkajs';
import { clientOf, type Address, type Outage } from './brokers.ts';
import { Lasting } from './lasting.ts';

/**
 * Sends messages so that what was acknowledged is written. The client loses silently in two ways. A send of several partitions
 * resolves though some were never sent, when their leader changed: here a send has one partition, and the answer must name it. A
 * producer that numbers its messages (`idempotent`) gives a number twice after a failure: here none does, and after any failure
 * there is a new producer. So a message may be written twice, and whoever reads looks at revisions.
 */
export class Sender {
  readonly #producers: Lasting<Producer>;
  readonly #outage: Outage;

  constructor(address: Address, outage: Outage) {
    const createPartitioner = Partitioners.DefaultPartitioner;
    this.#producers = new Lasting(() =>
      clientOf(address, outage).producer({ createPartitioner, allowAutoTopicCreation: false }),
    );
    this.#outage = outage;
  }

  /** Settles when all replicas in sync have the messages, in this order; rejects when it is not known whether they have. */
  async send(topic: string, partition: number, messages: readonly Message[]): Promise<void> {
    await this.#producers.use(async (producer) => {
      const placed = messages.map((message) => ({ ...message, partition }));
      const answers = await producer.send({ topic, acks: -1, timeout: 10_000, messages: placed });
      const [answer] = answers;
      if (answers.length !== 1 || answer?.partition !== partition || answer.errorCode !== 0)
        throw new Fault('bus-unsent', `Kafka did not say that it has what was sent to ${topic} ${partition}`);
    });
    this.#outage.up();
  }

  async close(): Promise<void> {
    await this.#producers.close();
  }
}
