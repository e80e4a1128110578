import '../node-env.ts';
import { fail, say, stopOnce, stopOnSignal } from '../program.ts';
import { SettingsFault } from '../settings.ts';
import type { Running } from '../start.ts';
import { readSplitSettings, type SplitSettings } from './settings.ts';

// What is written here is for this account alone.
process.umask(0o077);

const argv = process.argv.slice(2);
const first = argv.findIndex((word) => word.startsWith('-'));
/** What this process is: the supervisor of all others unless it is said. */
const [role = 'supervisor', ...words] = first < 0 ? argv : argv.slice(0, first);
const options = first < 0 ? [] : argv.slice(first);
const isChild = process.connected && role !== 'supervisor';

type Named = Running & { readonly name: string };

/** Each is loaded only when it is what this process is: a broken setting is told at once. */
const roles: { readonly [role: string]: (settings: SplitSettings) => Promise<Named> } = {
  service: async (settings) => {
    const { startService } = await import('./service.ts');
    const [name = '', replica = '1'] = words;
    return { name, ...(await startService(name, Number(replica), settings)) };
  },
  gateway: async (settings) => {
    const { startGateway } = await import('./gateway.ts');
    return { name: 'Relais', ...(await startGateway(settings, { say, seeds: words.includes('seed') })) };
  },
  relay: async (settings) => {
    const { startRelay } = await import('./relay.ts');
    return { name: 'relay', ...(await startRelay(settings)) };
  },
  supervisor: async (settings) => {
    const { startSplit } = await import('./supervisor.ts');
    return { name: 'Relais', ...(await startSplit(settings, say)) };
  },
};

/** Two rows of processes end one after the other, in ms. */
const supervisorsGrace = 12_000;

/** A process that another one has started ends when that one says so, or is gone; Ctrl-C reaches both. */
const endAsChild = (end: () => void): void => {
  process.removeAllListeners('disconnect');
  process.once('disconnect', end);
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', end);
};

const run = async (): Promise<void> => {
  const settings = readSplitSettings(process.env, options);
  if (typeof settings === 'string') return void process.stdout.write(`${settings}\n`);
  const start = roles[role];
  if (!start) throw new SettingsFault(`There is no ${role} to start. Try --help.`);
  // Nobody would ever end it.
  if (isChild) process.once('disconnect', () => process.exit(1));
  const { name, url, stop } = await start(settings);
  if (isChild) endAsChild(stopOnce(stop));
  else stopOnSignal(stop, role === 'supervisor' ? supervisorsGrace : undefined);
  process.stdout.write(`${name} is ready at ${url}\n`);
};

try {
  await run();
} catch (error) {
  fail(error);
  process.exit(1);
}
