import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startServer } from './server.ts';

const pathTo = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const program = pathTo('../../cli/relais.mjs');
const mapping = pathTo('../../seed/helpdesk.mapping.json');

/** The real log is not part of Relais: it is looked for beside the checkout, or where the environment says. */
const logFile = (): string =>
  process.env['RELAIS_HELPDESK_LOG'] || pathTo('../../../../shared/data/helpdesk.csv.gz');

/** A log imported from the command line into an empty tenant, until every list has caught up. */
export type Imported = {
  readonly rows: number;
  /** From the start of the command to its end. */
  readonly seconds: number;
  /** CPU time of the server meanwhile, in seconds. */
  readonly serverCpu: number;
};

/** Runs to its end and gives what it said; rejects when it did not end well. */
const run = (line: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    child.stdout.on('data', (text: Buffer) => said.push(text.toString()));
    child.stderr.resume();
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0
        ? resolve(said.join(''))
        : reject(new Error(`the import ended with ${code}: ${said.join('')}`)),
    );
  });

/** Imports the real help desk's log into the server that ships; null when the log is not on this machine. */
export const driveImport = async (folder: string, say: (line: string) => void): Promise<Imported | null> => {
  const file = logFile();
  if (!existsSync(file)) {
    say(`import: not measured, there is no log at ${file} (RELAIS_HELPDESK_LOG)`);
    return null;
  }
  say('import: the real log, from the command line …');
  const server = await startServer(folder, { inspected: false });
  try {
    const [began, before] = [performance.now(), server.cpu()];
    const wish = ['import', file, '--mapping', mapping, '--tenant', 'acme', '--url', server.url];
    const said = await run([program, ...wish]);
    const seconds = (performance.now() - began) / 1_000;
    const rows = Number((/^([\d,]+) rows in /m.exec(said)?.[1] ?? '').replaceAll(',', ''));
    if (!(rows > 0)) throw new Error(`the import said nothing of its rows: ${said}`);
    return { rows, seconds, serverCpu: server.cpu() - before };
  } finally {
    await server.stop();
  }
};
