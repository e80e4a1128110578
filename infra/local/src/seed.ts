import './node-env.ts';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { federate } from '@relais/api';
import { Fault } from '@relais/kernel';
import { demos, type Demo } from './demo/accounts.ts';
import { extent, seedCases } from './demo/cases.ts';
import { seedCallers, seedDemo } from './demo/seed.ts';
import { openPorts } from './relais.ts';
import { startServices } from './services.ts';

process.umask(0o077);

const usage = `Usage: npm run seed -- --tickets N [--tenant T] [--open SHARE] [--days D] [--data DIR]

Tells N tickets in all of one demo provider, in a data folder that no Relais runs on. What is there already is left alone.
  --tickets N     how many tickets the provider has then, 1 to 1,000,000
  --tenant T      ${demos.map(({ tenant }) => tenant).join(' or ')}; the first of them unless said
  --open SHARE    which share of them is still open, 0 to 1; 0.02 unless said
  --days D        over how many days before now they lie; 730 unless said
  --data DIR      the data folder; ./data unless said`;

const options = {
  tickets: { type: 'string' },
  tenant: { type: 'string', default: demos[0]?.tenant ?? '' },
  open: { type: 'string', default: '0.02' },
  days: { type: 'string', default: '730' },
  data: { type: 'string', default: process.env['RELAIS_DATA'] || './data' },
  help: { type: 'boolean' },
} as const;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const numberIn = (written: string, name: string, from: number, to: number): number => {
  const number = Number(written);
  if (written.trim() === '' || !(number >= from && number <= to))
    throw new Fault(
      'option-unreadable',
      `--${name}: "${written}" is no number from ${from} to ${to}. Try --help.`,
    );
  return number;
};

type Wanted = {
  readonly demo: Demo;
  readonly tickets: number;
  readonly open: number;
  readonly days: number;
  readonly data: string;
};

/** What was asked for; null when help was. */
const wanted = (): Wanted | null => {
  const { values } = parseArgs({ options });
  if (values.help) return null;
  const demo = demos.find(({ tenant }) => tenant === values.tenant);
  if (!demo)
    throw new Fault(
      'option-unreadable',
      `--tenant: there is no demo provider "${values.tenant}". Try --help.`,
    );
  return {
    ...{ demo, data: resolve(values.data), open: numberIn(values.open, 'open', 0, 1) },
    tickets: Math.floor(numberIn(values.tickets ?? '', 'tickets', 1, 1_000_000)),
    days: numberIn(values.days, 'days', 1, 3_650),
  };
};

/** Says from time to time how far it is. */
const telling = (): ((events: number) => void) => {
  const began = performance.now();
  let said = began;
  return (events) => {
    const now = performance.now();
    if (now - said < 2_000) return;
    said = now;
    say(
      `${events.toLocaleString('en')} events, ${Math.round((events * 1_000) / (now - began)).toLocaleString('en')}/s`,
    );
  };
};

const seed = async ({ demo, tickets, open, days, data }: Wanted): Promise<void> => {
  const { ports, close } = await openPorts(data, { agent: async () => null });
  const services = await startServices(ports);
  const federation = await federate(services, (line) => say(JSON.stringify(line)));
  await seedDemo(federation);
  await seedCallers(federation, demo);
  say(`Telling ${tickets.toLocaleString('en')} tickets of ${demo.name} in ${data} …`);
  await seedCases(ports, demo, { ...extent, tickets, open, days }, telling());
  say('The lists catch up …');
  const position = await ports.store.head();
  for (const { caughtUp } of ports.processors.values()) await caughtUp?.(position);
  for (const service of services) await service.close();
  await close();
  say('Done.');
};

try {
  const asked = wanted();
  if (asked) await seed(asked);
  else process.stdout.write(`${usage}\n`);
  process.exit(0);
} catch (error) {
  const plain = error instanceof Fault || (error instanceof Error && 'code' in error);
  say(plain ? (error as Error).message : String(error instanceof Error ? error.stack : error));
  process.exit(1);
}
