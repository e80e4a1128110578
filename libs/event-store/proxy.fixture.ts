import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What happens to the bytes between a client and a server: `pass` them; `swallow` the replies; `cut` the connection a
 * moment after a reply would have come, which the client never sees; `hold` everything, both ways.
 */
export type Manner = 'pass' | 'swallow' | 'cut' | 'hold';

/** A line to a server that loses replies, dies and comes back as it is told. */
export const openProxy = async (to: number) => {
  let manner: Manner = 'pass';
  const lines = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const end = (): void => {
      near.destroy();
      far.destroy();
      lines.delete(near);
    };
    lines.add(near);
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', end).on('close', end);
    near.on('data', (bytes) => {
      if (manner !== 'hold') far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (manner === 'pass') near.write(bytes);
      // The server gets the time to write what it was asked for.
      if (manner === 'cut') setTimeout(end, 150);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cutAll = (): void => lines.forEach((line) => line.destroy());
  return {
    port,
    url: `esdb://127.0.0.1:${port}?tls=false`,
    be: (next: Manner): void => {
      manner = next;
    },
    /** Ends every connection there is. */
    cutAll,
    close: async (): Promise<void> => {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
};

export type Proxy = Awaited<ReturnType<typeof openProxy>>;
