import { setTimeout as pause } from 'node:timers/promises';
import type { Event } from '@relais/kernel';
import type { Model, Row, Table } from '@relais/projections';
import type { Bus, Groups } from './bus.ts';
import { askEvery, Engine, type Task } from './engine.ts';
import type { Goal, Projection, RunningProjection, Surroundings } from './processor.ts';
import { Projecting } from './projecting.ts';
import { rebuild } from './rebuild/rebuilding.ts';
import type { Progress } from './waiters.ts';

/** Nobody waits longer for a list, in ms. */
const longestWait = 1_000;

/** So many versions of rows wait for a commit at most. */
const mostBehind = 2_000;

/** The channel on which the processes tell each other which rows have changed: their keys and revisions. */
const channelOf = ({ name }: Pick<Model<Row>, 'name'>): string => `changes.${name}`;

const taskOf = <R extends Row, In extends Event>(
  { model, kind }: Projection<R, In>,
  projecting: Projecting<R, In>,
  told: Required<Task>['told'],
): Task => ({
  name: model.name,
  kinds: [kind],
  atOnce: Number.POSITIVE_INFINITY,
  behind: mostBehind,
  select: projecting.select,
  apply: projecting.apply,
  waiting: () => projecting.waiting(),
  take: () => {
    const { versions, revisions } = projecting.take();
    return { writes: versions.length > 0 ? [{ model, versions }] : [], revisions };
  },
  forget: () => projecting.forget(),
  told,
});

const revisionsIn = (body: unknown): Progress['revisions'] =>
  new Map(Array.isArray(body) ? (body as [string, number][]) : []);

/** Asks again and again, for so many ms. */
const within = async (ms: number, isSo: () => Promise<boolean>): Promise<boolean> => {
  for (const end = Date.now() + ms; Date.now() < end; await pause(askEvery)) if (await isSo()) return true;
  return false;
};

/** Lets lists wait until they show what their caller has written. */
const waitingFor = (
  engine: Engine,
  passed: (key: string) => number,
  get: Table<Row>['get'],
  groups: Groups | null,
): RunningProjection['waitFor'] => {
  const { name } = engine;
  const readable = async (goal: Goal): Promise<boolean> => {
    if ('position' in goal)
      return groups ? groups.reached(name, goal.position) : engine.standing().position >= goal.position;
    // A stream may well be passed without leaving a row.
    if (passed(goal.key) >= goal.revision) return engine.committed();
    const found = await get([goal.key]);
    return (found.get(goal.key)?.revision ?? -1) >= goal.revision;
  };
  return async (goal, ms = longestWait) => {
    const limit = Math.min(ms, longestWait);
    // What another process takes to its end is told by the bus alone, and only when it is asked.
    if (groups && 'position' in goal) return within(limit, () => readable(goal));
    const waiter = engine.waiters.within(goal, limit);
    const looked = readable(goal).then((there) => there && waiter.done());
    return Promise.race([waiter.reached, looked.then(() => waiter.reached)]);
  };
};

const hearing = (bus: Bus, channel: string, engine: Engine): (() => void) =>
  // What other processes have written can be waited for like what this one writes.
  bus.groups
    ? bus.listen(channel, (body) =>
        engine.waiters.tell({ position: engine.standing().position, revisions: revisionsIn(body) }),
      )
    : () => undefined;

const isFilled = async (model: Model<Row>, { projections, store, bus }: Surroundings): Promise<boolean> => {
  if ((await projections.prepare(model)) !== 'ready') return false;
  const reached = await projections.checkpoint(model.name);
  // Where the log ends before it, another copy of the log was read: what the rows show may not have happened.
  return reached <= (await store.head()) && (bus.groups === null || reached > 0);
};

/**
 * Keeps a projection up to date: from its checkpoint on, rows and checkpoint in one commit. One that was made for another
 * version of its model is rebuilt before it is read; so is a new one where the bus does not have all from the beginning.
 */
export const runProjection = <R extends Row, In extends Event>({
  projection,
  ...around
}: Surroundings & { readonly projection: Projection<R, In> }): RunningProjection => {
  const { projections, bus } = around;
  const { model } = projection;
  const { get } = projections.table(model);
  const projecting = new Projecting(projection, around.store, get);
  const channel = channelOf(model);
  let going: ReturnType<RunningProjection['rebuild']> | null = null;

  const fill = async (engine: Engine) => rebuild(projection, around, await projections.beside(model), engine);

  const task = taskOf(projection, projecting, ({ revisions }) => bus.signal(channel, () => [...revisions]));
  const engine = new Engine(task, around, async (starting) => {
    if (await isFilled(model, around)) return;
    starting.rebuilding();
    await fill(starting);
  });
  const deafen = hearing(bus, channel, engine);
  const { standing, caughtUp, release, stop } = engine;
  return {
    ...{ standing, caughtUp, release },
    stop: () => stop().finally(deafen),
    waitFor: waitingFor(engine, (key) => projecting.passed(key), get, bus.groups),
    changed: (listener) => bus.listen(channel, listener),
    rebuild: () => {
      going ??= engine.started
        .then(() => fill(engine))
        .finally(() => {
          going = null;
        });
      return going;
    },
  };
};
