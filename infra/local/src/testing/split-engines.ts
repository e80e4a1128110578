import { randomUUID } from 'node:crypto';

/** What a Relais of many processes is told of its engines; on brokers that others use, too, its topics have names of their own. */
export const enginesOf = (eventStoreDb: string, brokers: string) => ({
  RELAIS_EVENTSTOREDB_URL: eventStoreDb,
  RELAIS_KAFKA_BROKERS: brokers,
  RELAIS_KAFKA_PREFIX: `split-${randomUUID()}`,
});
