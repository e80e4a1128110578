import { EventStoreDBClient, type Credentials } from '@eventstore/db-client';
import { Fault } from '@relais/kernel';

/** A client that was made from a URL; it has not spoken to anybody yet. */
export type Address = {
  readonly client: EventStoreDBClient;
  readonly credentials: Credentials;
  /** The hosts, without what is secret in the URL. */
  readonly hosts: string;
  readonly secure: boolean;
};

/** Where the URL comes from: named in what an operator reads. */
export const setting = 'RELAIS_EVENTSTOREDB_URL';

const wrong = (message: string): Fault =>
  new Fault(
    'store-url-wrong',
    `${setting} ${message}; it looks like esdb://user:password@host:2113, with ?tls=false for a server without TLS`,
  );

const parts = /^esdb(?:\+discover)?:\/\/(?:([^:@/?]+):([^@/?]+)@)?([^@/?]+)\/?(?:\?(.*))?$/;

/** What the client understands. It prints the whole URL, password included, when it meets another word: it never does. */
const options = new Set([
  ...['tls', 'tlscafile', 'usercertfile', 'userkeyfile', 'connectionname', 'nodepreference'],
  ...['maxdiscoverattempts', 'discoveryinterval', 'gossiptimeout', 'keepaliveinterval', 'keepalivetimeout'],
]);

const optionsOf = (query: string): ReadonlyMap<string, string> =>
  new Map(
    query.split('&').flatMap((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return pair === '' ? [] : [[name.trim().toLowerCase().replaceAll(/[_-]/g, ''), value.trim()] as const];
    }),
  );

const checkOptions = (given: ReadonlyMap<string, string>): void => {
  for (const name of given.keys())
    if (!options.has(name)) throw wrong(`has an option that is not known: ${name}`);
};

/** Made by the client itself; what it says of a URL that it cannot read may hold the password. */
const connect = (url: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    const file = error instanceof Error && /file/i.test(error.message);
    throw wrong(file ? 'names a certificate or key file that cannot be read' : 'cannot be read');
  }
};

/** Credentials in each call choose the call that has a deadline; without TLS they are not sent, and any will do. */
const credentialsOf = (user: string | undefined, password: string | undefined): Credentials => {
  try {
    return {
      username: decodeURIComponent(user ?? 'anonymous'),
      password: decodeURIComponent(password ?? 'anonymous'),
    };
  } catch {
    throw wrong('has a user or a password that is not written as in a URL');
  }
};

/** Reads the URL of the store. The Fault `store-url-wrong` says what is wrong with it, and nothing that is secret in it. */
export const readAddress = (url: string): Address => {
  const found = parts.exec(url.trim());
  if (!found) throw wrong('is no address of an EventStoreDB');
  const [, user, password, hosts = '', query = ''] = found;
  const given = optionsOf(query);
  checkOptions(given);
  const secure = given.get('tls') !== 'false';
  if (secure && user === undefined)
    throw wrong('names no user and password, which a server with TLS asks for');
  const credentials = credentialsOf(user, password);
  return { client: connect(url), credentials, hosts, secure };
};
