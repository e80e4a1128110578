import { Fault } from '@relais/kernel';
import { SettingsFault } from './settings.ts';

/** Tells whoever started it. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Faults of a start that the person at the keyboard can mend: said in one line, without a stack. */
const mendable = [
  'folder-in-use',
  'folder-unwritable',
  'port-taken',
  'store-damaged',
  'event-unreadable',
  'demo-refused',
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
  'bus-unopenable',
  'engine-missing',
  'caller-key-missing',
  'subgraphs-missing',
  'service-unknown',
  'process-failed',
];

/** What a person can mend, in one line. */
export const plainly = (error: unknown): string | null => {
  if (error instanceof SettingsFault) return error.message;
  if (!(error instanceof Fault) || !mendable.includes(error.code)) return null;
  return error.code === 'folder-in-use' ? `Relais runs already: ${error.message}` : error.message;
};

export const fail = (error: unknown): void => {
  const stack = error instanceof Error ? error.stack : null;
  say(plainly(error) ?? stack ?? String(error));
};

/** Stops once, however often it is asked to, and never waits longer than so many ms for what was begun. */
export const stopOnce = (stop: () => Promise<void>, most = 4_500): (() => void) => {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), most).unref();
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error);
        process.exit(1);
      },
    );
  };
};

/** Stops once, however many signals come. */
export const stopOnSignal = (stop: () => Promise<void>, most?: number): void => {
  const end = stopOnce(async () => {
    say('Stopping …');
    await stop();
  }, most);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
};
