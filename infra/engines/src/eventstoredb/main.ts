import { parseArgs } from 'node:util';
import { serveDouble } from './server.ts';

const usage =
  'Usage: main --file PATH [--port N]   A double of EventStoreDB for tests: its protocol, its answers.';

const options = {
  file: { type: 'string' },
  port: { type: 'string', default: '0' },
  help: { type: 'boolean' },
} as const;

const { file, port, help } = parseArgs({ options }).values;
if (help || file === undefined) {
  process.stdout.write(`${usage}\n`);
  process.exit(help ? 0 : 1);
}
const served = await serveDouble(file, Number(port));
process.on('SIGTERM', () => void served.close().then(() => process.exit(0)));
process.stdout.write(`EventStoreDB double listening on esdb://127.0.0.1:${served.port}?tls=false\n`);
