import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from './profile.ts';

/** Begins to sample what the server does; `end` writes it to `<name>.cpuprofile`. */
export type Recorder = (name: string) => Promise<{ readonly end: () => Promise<void> }>;

/** Microseconds between two samples. */
const interval = 500;

type Reply = {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
};

/** The inspector of a Node that was started with --inspect (Chrome DevTools Protocol). */
const inspect = async (url: string) => {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (reply: Reply) => void>();
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`the inspector at ${url} cannot be reached`)));
  });
  let last = 0;
  const send = async (method: string, params: unknown = {}): Promise<unknown> => {
    const id = (last += 1);
    const replied = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await replied;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  return { send, close: () => socket.close() };
};

/** Records nothing without an inspector or a folder for the profiles. */
export const recorder = (inspector: string | null, folder: string | null): Recorder => {
  if (inspector === null || folder === null) return async () => ({ end: async () => undefined });
  return async (name) => {
    const { send, close } = await inspect(inspector);
    await send('Profiler.enable');
    await send('Profiler.setSamplingInterval', { interval });
    await send('Profiler.start');
    const end = async (): Promise<void> => {
      const { profile } = (await send('Profiler.stop')) as { readonly profile: Profile };
      close();
      await writeFile(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    };
    return { end };
  };
};
