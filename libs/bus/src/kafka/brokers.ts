import { Fault } from '@relais/kernel';
import { Kafka, logLevel, type Admin, type KafkaConfig, type logCreator } from 'kafkajs';

/** Where the brokers come from: named in what an operator reads. */
export const setting = 'RELAIS_KAFKA_BROKERS';

/** Brokers that were read from the setting; nobody has spoken to them yet. */
export type Address = Pick<KafkaConfig, 'ssl' | 'sasl'> & {
  readonly brokers: string[];
  /** The hosts, without what is secret. */
  readonly hosts: string;
};

const unopenable = (message: string, cause?: unknown): Fault => new Fault('bus-unopenable', message, cause);

const parts = /^(?:(ssl):\/\/(?:([^:@/\s]+):([^@/\s]+)@)?)?([^:@/\s]+:\d{1,5})$/;

type Part = { readonly host: string; readonly ssl: boolean; readonly sasl: KafkaConfig['sasl'] };

const partOf = (text: string): Part => {
  const [found, scheme, username, password, host = ''] = parts.exec(text) ?? [];
  if (found === undefined)
    throw unopenable(
      `${setting} is no list of brokers; it looks like host:9092,host:9092, with ssl:// or ssl://user:password@ before each that is reached by TLS`,
    );
  const credentials = username !== undefined && password !== undefined;
  const sasl = credentials ? ({ mechanism: 'plain', username, password } as const) : undefined;
  return { host, ssl: scheme !== undefined, sasl };
};

/** Reads the list of brokers. The Fault `bus-unopenable` says what is wrong with it, and nothing that is secret in it. */
export const readBrokers = (list: string): Address => {
  const read = list.split(',').map((text) => partOf(text.trim()));
  const brokers = read.map(({ host }) => host);
  const ssl = read.some((part) => part.ssl);
  if (ssl && read.some((part) => !part.ssl))
    throw unopenable(`${setting} names brokers with TLS and others without`);
  const sasl = read.find((part) => part.sasl)?.sasl;
  return { brokers, hosts: brokers.join(', '), ssl, ...(sasl && { sasl }) };
};

/** Tells of an outage once, whatever the client says of it meanwhile, and of its end. */
export class Outage {
  readonly #warn: (line: string) => void;
  #down = false;

  constructor(warn: (line: string) => void) {
    this.#warn = warn;
  }

  down(reason: string): void {
    if (this.#down) return;
    this.#down = true;
    this.#warn(`Kafka does not answer: ${reason}`);
  }

  up(): void {
    if (!this.#down) return;
    this.#down = false;
    this.#warn('Kafka answers again');
  }

  /** What the client would say to the console. What it says of anything but a connection is known by its errors. */
  readonly creator: logCreator =
    () =>
    ({ namespace, log }) => {
      if (namespace === 'Connection') this.down(log.message);
    };
}

/** The client tries that long before it says no: a broker is back 2 to 12 s after it was killed. */
const patient: KafkaConfig['retry'] = {
  ...{ initialRetryTime: 100, maxRetryTime: 2_000, multiplier: 2, factor: 0.2, retries: 8 },
};

/**
 * A client of its own for each member of a group: those of one client that share a group would believe each other's places
 * to be theirs.
 */
export const clientOf = (
  { brokers, ssl, sasl }: Address,
  outage: Outage,
  retry: KafkaConfig['retry'] = patient,
): Kafka =>
  new Kafka({
    ...{ brokers, retry, logCreator: outage.creator, logLevel: logLevel.ERROR },
    ...{ clientId: 'relais', connectionTimeout: 3_000, authenticationTimeout: 5_000, requestTimeout: 15_000 },
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl && { sasl }),
  });

/** What an operator can do about brokers that do not answer as they should. */
const advice = ({ ssl }: Address, { message }: Error): string => {
  if (message.includes('ECONNREFUSED')) return 'nobody listens there';
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return 'there is no such host';
  if (/SASL|authentication/i.test(message)) return 'the user or the password is refused';
  return ssl
    ? `no connection with TLS came about (a broker without TLS is named without ssl://): ${message}`
    : `nothing that can be understood was answered (a broker with TLS is named with ssl://): ${message}`;
};

/** Speaks to the brokers for the first time. The Fault `bus-unopenable` says in one line why nobody answered. */
export const greet = async (address: Address): Promise<Admin> => {
  const silent = new Outage(() => undefined);
  const admin = clientOf(address, silent, { retries: 1, initialRetryTime: 100 }).admin();
  try {
    await admin.connect();
    await admin.describeCluster();
    return admin;
  } catch (error) {
    await admin.disconnect();
    throw unopenable(
      `no broker answers at ${address.hosts} (${setting}): ${advice(address, error as Error).split('\n', 1)[0]}`,
      error,
    );
  }
};
