import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { openRelay, type RunningRelay } from '@relais/bus';
import { Fault } from '@relais/kernel';
import { meters, probeRoutes, type Meters } from '@relais/nest';
import { fastify } from 'fastify';
import { Gauge } from 'prom-client';
import { startingWith, type Ending } from '../ending.ts';
import { openStore } from '../relais.ts';
import type { Running } from '../start.ts';
import { logOf, optionsOf } from './process.ts';
import type { SplitSettings } from './settings.ts';

const gaugeRelay = ({ registry }: Meters, { standing }: RunningRelay): void => {
  new Gauge({
    name: 'relais_relay_position',
    help: 'Position of the store up to which everything was sent to Kafka, while this relay is the one that sends',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { state, position } = standing();
      this.reset();
      this.set({ state }, position);
    },
  });
};

const serveRelay = async (settings: SplitSettings, ending: Ending): Promise<string> => {
  const { RELAIS_KAFKA_BROKERS: brokers, RELAIS_KAFKA_PREFIX: prefix } = settings;
  if (brokers === undefined) throw new Fault('engine-missing', 'RELAIS_KAFKA_BROKERS: a relay needs a Kafka');
  const { warn = () => undefined, ...options } = optionsOf(settings, logOf('relay'));
  const store = await openStore(resolve(settings.RELAIS_DATA), options);
  ending.add(() => store.close());
  const relay = await openRelay({ brokers, store, prefix, warn });
  ending.add(relay.stop);
  const application = fastify({ return503OnClosing: false });
  const metersOf = meters(new Map());
  gaugeRelay(metersOf, relay);
  // One that waits for its turn does its work, too.
  const readiness = async () => ({
    isReady: relay.standing().state !== 'stopped',
    told: { relay: relay.standing() },
  });
  await probeRoutes(metersOf, readiness)(application);
  await application.listen({ host: settings.RELAIS_HOST, port: settings.RELAIS_PORT });
  ending.add(() => application.close());
  const { port } = application.server.address() as AddressInfo;
  return `http://${settings.RELAIS_HOST}:${port}`;
};

/** Sends the history to Kafka, in a process of its own: one of all that run does, the others wait. */
export const startRelay = (settings: SplitSettings): Promise<Running> =>
  startingWith((ending) => serveRelay(settings, ending));
