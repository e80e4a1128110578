import { setTimeout as pause } from 'node:timers/promises';
import { remote, type Executors } from '@relais/api';
import { Fault } from '@relais/kernel';
import { callerSigner, type Log, type ProcessorTold, type Told } from '@relais/nest';
import { request } from 'undici';
import type { Behind } from '../operator/behind.ts';
import { operatorOf } from '../operator/operator.ts';

/** Where the services of other processes are, and the key that is shared with them. */
export type Distance = {
  readonly urls: ReadonlyMap<string, readonly string[]>;
  readonly key: Uint8Array;
  readonly log: Log;
};

/** A process that serves a service. */
type Replica = { readonly service: string; readonly url: string };

/** A processor as health tells it. */
type Standing = { readonly name: string; readonly position: number };

/** What a gateway knows of a service. */
export type Standby = {
  readonly name: string;
  readonly isUp: boolean;
  readonly replicas: number;
  readonly answering: number;
};

/** The services of other processes. */
export type Distant = {
  readonly executors: Executors;
  readonly behind: Behind;
  /** Asks every process how it is; one that does not answer within a second counts as down. */
  readonly look: () => Promise<{
    readonly subgraphs: readonly Standby[];
    readonly processors: readonly Standing[];
  }>;
  /** Whether each service is asked at present, or left alone by its breaker. */
  readonly asked: () => readonly (readonly [name: string, isAsked: boolean])[];
  readonly close: () => Promise<void>;
};

/** How long a process may take to say how it is, ms. */
const patience = 1_000;

/** Between two questions whether all have come to a position, ms. */
const between = 50;

/** A connection that is kept would hold up the end of the other process. */
const once = { reset: true } as const;

const replicasOf = ({ urls }: Distance): readonly Replica[] =>
  [...urls].flatMap(([service, all]) => all.map((url) => ({ service, url })));

/** In whose name the processes are asked: no tenant has it. */
const operator = operatorOf('relais');

const doneOf = <Done extends object>(told: Told<Done>): Done => {
  if (!('failed' in told)) return told;
  throw new Fault(told.failed.code, told.failed.text);
};

/** Asks one process as the operator; there is no deadline, a rebuild takes as long as it takes. */
const asking = ({ key }: Distance) => {
  const sign = callerSigner(key);
  return async <Answer>({ service, url }: Replica, path: string, body?: object): Promise<Answer> => {
    const authorization = `Bearer ${await sign(operator, service)}`;
    try {
      const { statusCode, body: answer } = await request(`${url}/processors${path}`, {
        ...{ ...once, method: body ? 'POST' : 'GET', headersTimeout: 0, bodyTimeout: 0 },
        headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (statusCode === 200) return JSON.parse(text) as Answer;
      throw new Fault('process-refused', `${service} answers ${statusCode}`);
    } catch (error) {
      throw new Fault('process-down', `${service} does not answer: ${(error as Error).message}`, error);
    }
  };
};

const behindOf = (distance: Distance): Behind => {
  const ask = asking(distance);
  const replicas = replicasOf(distance);
  const told = async () =>
    Promise.all(
      replicas.map(async (replica) => ({
        replica,
        processors: await ask<readonly ProcessorTold[]>(replica, ''),
      })),
    );
  return {
    standings: async () => (await told()).flatMap(({ processors }) => processors),
    caughtUp: async (position) => {
      const waiting = async (replica: Replica): Promise<void> => {
        type Answer = Told<{ readonly caughtUp: boolean }>;
        while (!doneOf(await ask<Answer>(replica, '/caught-up', { position })).caughtUp) await pause(between);
      };
      await Promise.all(replicas.map(waiting));
    },
    rebuilds: async () =>
      new Map(
        (await told()).flatMap(({ replica, processors }) =>
          processors.flatMap(({ name, canRebuild }) => {
            type Answer = Told<{ readonly events: number }>;
            const rebuild = async () => doneOf(await ask<Answer>(replica, '/rebuild', { processor: name }));
            return canRebuild ? [[name, rebuild] as const] : [];
          }),
        ),
      ),
  };
};

type Health = Replica & { readonly isUp: boolean; readonly processors: readonly Standing[] };

const healthOf = async (replica: Replica): Promise<Health> => {
  try {
    const signal = AbortSignal.timeout(patience);
    const { statusCode, body } = await request(`${replica.url}/health/ready`, { ...once, signal });
    const { processors } = (await body.json()) as { readonly processors: readonly Standing[] };
    return { ...replica, isUp: statusCode === 200, processors };
  } catch {
    // Whatever it was, the process does not say that it is ready.
    return { ...replica, isUp: false, processors: [] };
  }
};

/** Replicas share a processor: it is as far as the last of them. */
const slowest = (all: readonly Standing[]): readonly Standing[] =>
  [...Map.groupBy(all, ({ name }) => name).values()].flatMap(
    (same) => same.toSorted((a, b) => a.position - b.position)[0] ?? [],
  );

const lookAt = async (distance: Distance): ReturnType<Distant['look']> => {
  const health = await Promise.all(replicasOf(distance).map(healthOf));
  const subgraphs = [...Map.groupBy(health, ({ service }) => service)].map(([name, replicas]) => {
    const answering = replicas.filter(({ isUp }) => isUp).length;
    return { name, isUp: answering > 0, replicas: replicas.length, answering };
  });
  return { subgraphs, processors: slowest(health.flatMap(({ processors }) => processors)) };
};

/** Stands before the services of other processes. */
export const distant = (distance: Distance): Distant => {
  const { urls, key, log } = distance;
  const remotes = [...urls].map(([name, own]) => [name, remote({ name, urls: own, key, log })] as const);
  return {
    executors: new Map(remotes.map(([name, { execute }]) => [name, execute])),
    behind: behindOf(distance),
    look: () => lookAt(distance),
    asked: () => remotes.map(([name, { isUp }]) => [name, isUp()]),
    close: async () => {
      for (const [, { close }] of remotes) await close();
    },
  };
};
