import './node-env.ts';
import { fail, say, stopOnSignal } from './program.ts';
import { readSettings, type Settings } from './settings.ts';

// What is written here is for this account alone.
process.umask(0o077);

const settingsOf = (): Settings | null => {
  const read = readSettings(process.env, process.argv.slice(2));
  if (read.help === null) return read.settings;
  process.stdout.write(`${read.help}\n`);
  return null;
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
