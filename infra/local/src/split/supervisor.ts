import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Ending } from '../ending.ts';
import type { Say } from '../front.ts';
import type { Running } from '../start.ts';
import { Child, type Program } from './child.ts';
import { enginesFor } from './engines.ts';
import { logOf } from './process.ts';
import { serviceNames, type ServiceName, type SplitSettings } from './settings.ts';

type Environment = Program['environment'];

/** Services listen on this machine alone, each wherever there is room. */
const inside = { RELAIS_HOST: '127.0.0.1', RELAIS_PORT: '0' };

const replicasOf = (
  name: ServiceName,
  { RELAIS_REPLICAS }: SplitSettings,
  environment: Environment,
): readonly Program[] =>
  Array.from({ length: RELAIS_REPLICAS?.get(name) ?? 1 }, (_, nth) => {
    const args = ['service', name, String(nth + 1)];
    return {
      ...{ name: nth === 0 ? name : `${name} ${nth + 1}`, first: args, again: args },
      environment: { ...environment, ...inside },
    };
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
  const programs = serviceNames.flatMap((name) => {
    const replicas = replicasOf(name, settings, common);
    return replicas.map((program) => ({ name, child: new Child(program, hearing) }));
  });
  ending.add(() => Promise.all(programs.map(({ child }) => child.stop())));
  const urls = await Promise.all(programs.map(async ({ name, child }) => `${name}=${await child.start()}`));

  const environment = { ...common, RELAIS_HOST, RELAIS_PORT: String(RELAIS_PORT) };
  const gateway = new Child(
    {
      ...{ name: 'gateway', first: ['gateway', 'seed'], again: ['gateway'] },
      environment: { ...environment, RELAIS_SUBGRAPHS: urls.join(',') },
    },
    hearing,
  );
  ending.add(() => gateway.stop());
  return gateway.start();
};

/** Starts each service and the gateway as a process of its own, and starts again what ends by itself. */
export const startSplit = async (settings: SplitSettings, say: Say): Promise<Running> => {
  const ending = new Ending();
  try {
    return { url: await startAll(settings, say, ending), stop: ending.run };
  } catch (error) {
    await ending.run().catch(() => undefined);
    throw error;
  }
};
