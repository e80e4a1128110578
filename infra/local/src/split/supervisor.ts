import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { startingWith, type Ending } from '../ending.ts';
import type { Say } from '../front.ts';
import type { Running } from '../start.ts';
import { Child, type Program } from './child.ts';
import { enginesFor } from './engines.ts';
import { logOf } from './process.ts';
import { serviceNames, type ServiceName, type SplitSettings } from './settings.ts';

type Environment = Program['environment'];

/** Services listen on this machine alone, each wherever there is room. */
const inside = { RELAIS_HOST: '127.0.0.1', RELAIS_PORT: '0' };

const repeated = (args: readonly string[]) => ({ first: args, again: args });

const replicasOf = (
  name: ServiceName,
  { RELAIS_REPLICAS }: SplitSettings,
  environment: Environment,
): readonly Program[] =>
  Array.from({ length: RELAIS_REPLICAS?.get(name) ?? 1 }, (_, nth) => {
    const own = repeated(['service', name, String(nth + 1)]);
    const called = nth === 0 ? name : `${name} ${nth + 1}`;
    return { name: called, ...own, environment: { ...environment, ...inside } };
  });

const startAll = async (settings: SplitSettings, say: Say, ending: Ending): Promise<string> => {
  const hearing = { say, log: logOf('supervisor') };
  const folder = resolve(settings.RELAIS_DATA);
  const { RELAIS_CALLER_KEY = randomBytes(32), RELAIS_PORT, RELAIS_HOST } = settings;
  say(`Opening ${folder} …`);
  const common = {
    ...enginesFor(settings),
    ...{ RELAIS_DATA: folder, RELAIS_CALLER_KEY: RELAIS_CALLER_KEY.toString('base64') },
  };

  say('Starting the services …');
  const child = (program: Program) => new Child(program, hearing);
  const relay = child({ name: 'relay', ...repeated(['relay']), environment: { ...common, ...inside } });
  const services = serviceNames.flatMap((name) =>
    replicasOf(name, settings, common).map((program) => ({ name, child: child(program) })),
  );
  const all = [relay, ...services.map((one) => one.child)];
  ending.add(() => Promise.all(all.map((one) => one.stop())));
  const starting = services.map(async (one) => `${one.name}=${await one.child.start()}`);
  const [, ...urls] = await Promise.all([relay.start(), ...starting]);

  const environment = { ...common, RELAIS_HOST, RELAIS_PORT: String(RELAIS_PORT) };
  const gateway = child({
    ...{ name: 'gateway', first: ['gateway', 'seed'], again: ['gateway'] },
    environment: { ...environment, RELAIS_SUBGRAPHS: urls.join(',') },
  });
  ending.add(() => gateway.stop());
  return gateway.start();
};

/** Starts each service and the gateway as a process of its own, and starts again what ends by itself. */
export const startSplit = (settings: SplitSettings, say: Say): Promise<Running> =>
  startingWith((ending) => startAll(settings, say, ending));
