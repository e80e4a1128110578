import { Fault } from '@relais/kernel';
import type { Log } from '@relais/nest';
import type { Options } from '../relais.ts';
import type { SplitSettings } from './settings.ts';

/** What fails in one of many processes is logged with its name. */
export const logOf =
  (process: string): Log =>
  (line) => {
    globalThis.process.stderr.write(`${JSON.stringify({ process, ...line })}\n`);
  };

/** The key that gateway and services share. */
export const callerKeyIn = ({ RELAIS_CALLER_KEY }: SplitSettings): Uint8Array => {
  if (RELAIS_CALLER_KEY) return RELAIS_CALLER_KEY;
  throw new Fault(
    'caller-key-missing',
    'RELAIS_CALLER_KEY: gateway and services need one and the same key, 32 bytes in base64',
  );
};

/** What every process opens its ports with. */
export const optionsOf = (settings: SplitSettings, log: Log): Options => ({
  masterKey: settings.RELAIS_MASTER_KEY,
  zone: settings.RELAIS_ZONE,
  eventStoreDb: settings.RELAIS_EVENTSTOREDB_URL,
  kafka: settings.RELAIS_KAFKA_BROKERS,
  kafkaPrefix: settings.RELAIS_KAFKA_PREFIX,
  relayed: true,
  warn: (message) => log({ level: 'error', code: 'bus-away', correlation: 'bus', message }),
});
