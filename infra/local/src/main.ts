import './node-env.ts';
import { Fault } from '@relais/kernel';
import { readSettings, SettingsFault, type Settings } from './settings.ts';

// What is written here is for this account alone.
process.umask(0o077);

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Faults of a start that the person at the keyboard can mend: said in one line, without a stack. */
const mendable = [
  'folder-in-use',
  'folder-unwritable',
  'port-taken',
  'store-damaged',
  'store-url-wrong',
  'store-unreachable',
  'store-refused',
  'directory-unreadable',
  'master-key-wrong',
  'master-key-missing',
  'master-key-exposed',
  'master-key-unreadable',
  'keys-unopenable',
  'projections-taken',
  'projections-unopenable',
];

const plainly = (error: unknown): string | null => {
  if (error instanceof SettingsFault) return error.message;
  if (!(error instanceof Fault) || !mendable.includes(error.code)) return null;
  return error.code === 'folder-in-use' ? `Relais runs already: ${error.message}` : error.message;
};

const fail = (error: unknown): void => {
  const stack = error instanceof Error ? error.stack : null;
  say(plainly(error) ?? stack ?? String(error));
};

const settingsOf = (): Settings | null => {
  const read = readSettings(process.env, process.argv.slice(2));
  if (read.help === null) return read.settings;
  process.stdout.write(`${read.help}\n`);
  return null;
};

/** Stops once, however many signals come, and never waits longer than 5 s for what was begun. */
const stopOnSignal = (stop: () => Promise<void>): void => {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    say('Stopping …');
    setTimeout(() => process.exit(1), 4_500).unref();
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
};

try {
  const settings = settingsOf();
  if (settings) {
    // Loaded only now: a broken setting is told at once.
    const { start } = await import('./start.ts');
    const running = await start(settings, say);
    stopOnSignal(running.stop);
    process.stdout.write(`Relais is ready at ${running.url}\n`);
  }
} catch (error) {
  fail(error);
  process.exit(1);
}
