import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { openEventStore } from '../open.ts';

const open = (url: string): Promise<unknown> => openEventStore({ adapter: 'eventstoredb', url });

/** What an operator reads: one line, and which setting is meant. */
const saying = async (url: string): Promise<string> => {
  const error = await open(url).then(
    () => ({ code: 'opened', message: '' }),
    (fault: { readonly code: string; readonly message: string }) => fault,
  );
  expect(error.message).toContain('RELAIS_EVENTSTOREDB_URL');
  expect(error.message.split('\n')).toHaveLength(1);
  return `${error.code}: ${error.message}`;
};

describe('opening an event store by its URL', () => {
  const servers: { close: () => unknown }[] = [];
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    jest.restoreAllMocks();
  });

  const listening = async (server: Server): Promise<number> => {
    servers.push(server);
    server.on('connection', (socket) => sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  it.each([
    ['http://127.0.0.1:2113', 'no address'],
    ['127.0.0.1:2113', 'no address'],
    ['esdb://', 'no address'],
    ['esdb://ops:secret@127.0.0.1:port?tls=false', 'cannot be read'],
    ['esdb://ops:secret@127.0.0.1:2113?tlz=false', 'not known: tlz'],
    [
      'esdb://ops:secret@127.0.0.1:2113?tls=false&throwOnAppendFailure=false',
      'not known: throwonappendfailure',
    ],
    ['esdb://ops:secret@127.0.0.1:2113?tlsVerifyCert=false', 'not known: tlsverifycert'],
    ['esdb://ops:secret@127.0.0.1:2113?tls=maybe', 'cannot be read'],
    ['esdb://ops:secret@127.0.0.1:2113?tlsCAFile=/nowhere.crt', 'certificate'],
    ['esdb://127.0.0.1:2113', 'names no user and password'],
  ])('says what is wrong with %s, and never its password', async (url, words) => {
    const heard = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const said = await saying(url);
    expect(said).toMatch(/^store-url-wrong: /);
    expect(said).toContain(words);
    expect(said).not.toContain('secret');
    expect(heard).not.toHaveBeenCalled();
  });

  it('says that nobody listens', async () => {
    const port = await listening(createServer());
    servers.pop()?.close();
    const said = await saying(`esdb://127.0.0.1:${port}?tls=false`);
    expect(said).toMatch(/^store-unreachable: /);
    expect(said).toContain(`127.0.0.1:${port}`);
    expect(said).toContain('nobody listens there');
  });

  it('says that a host is not there', async () => {
    const said = await saying('esdb://ops:secret@no-such-host.invalid:2113');
    expect(said).toMatch(/^store-unreachable: .*no such host/);
    expect(said).not.toContain('secret');
  });

  it('says that a server accepts and never answers, in time', async () => {
    const port = await listening(createServer());
    const begun = performance.now();
    expect(await saying(`esdb://127.0.0.1:${port}?tls=false`)).toMatch(
      /^store-unreachable: .*nothing was answered/,
    );
    expect(performance.now() - begun).toBeLessThan(12_000);
  });

  it('says that TLS is asked of a server without it', async () => {
    const port = await listening(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const said = await saying(`esdb://ops:secret@127.0.0.1:${port}`);
    expect(said).toMatch(/^store-unreachable: .*no connection with TLS/);
    expect(said).not.toContain('secret');
  });

  it('says that a server wants TLS', async () => {
    const server = createSecureServer();
    const port = await listening(server as unknown as Server);
    const said = await saying(`esdb://127.0.0.1:${port}?tls=false`);
    expect(said).toMatch(/^store-unreachable: .*no connection without TLS/);
  });
});
