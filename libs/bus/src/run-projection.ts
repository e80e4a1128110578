import type { Event } from '@relais/kernel';
import type { Row, Table } from '@relais/projections';
import { Engine, type Task } from './engine.ts';
import type { Goal, Projection, RunningProjection, Surroundings } from './processor.ts';
import { Projecting } from './projecting.ts';
import { rebuild } from './rebuilding.ts';

/** Nobody waits longer for a list, in ms. */
const longestWait = 1_000;

const taskOf = <R extends Row, In extends Event>(
  { model, kind }: Projection<R, In>,
  projecting: Projecting<R, In>,
): Task => ({
  name: model.name,
  kinds: [kind],
  atOnce: Number.POSITIVE_INFINITY,
  select: projecting.select,
  apply: projecting.apply,
  writes: () => (projecting.pending().length > 0 ? [{ model, versions: projecting.pending() }] : []),
  binding: () => projecting.pending().length > 0,
  settle: () => {
    const revisions = new Map(projecting.pending().map(({ key, revision }) => [key, revision]));
    projecting.settle();
    return revisions;
  },
  forget: () => projecting.forget(),
});

/** Lets lists wait until they show what their caller has written. */
const waitingFor = (engine: Engine, get: Table<Row>['get']): RunningProjection['waitFor'] => {
  const readable = async (goal: Goal): Promise<boolean> => {
    if ('position' in goal) return engine.standing().position >= goal.position;
    const found = await get([goal.key]);
    return (found.get(goal.key)?.revision ?? -1) >= goal.revision;
  };
  return async (goal, ms = longestWait) => {
    const waiter = engine.waiters.within(goal, Math.min(ms, longestWait));
    if (await readable(goal)) waiter.done();
    return waiter.reached;
  };
};

/**
 * Keeps a projection up to date: from its checkpoint on, rows and checkpoint in one commit. One that was made for another
 * version of its model is rebuilt before it is read.
 */
export const runProjection = <R extends Row, In extends Event>({
  projection,
  ...around
}: Surroundings & { readonly projection: Projection<R, In> }): RunningProjection => {
  const { projections, store } = around;
  const { model } = projection;
  const { get } = projections.table(model);
  const projecting = new Projecting(projection, store, get);
  let going: ReturnType<RunningProjection['rebuild']> | null = null;

  const fill = async (engine: Engine) => rebuild(projection, store, await projections.beside(model), engine);
  const engine = new Engine(taskOf(projection, projecting), around, async (starting) => {
    if ((await projections.prepare(model)) === 'ready') return;
    starting.rebuilding();
    await fill(starting);
  });
  const { standing, caughtUp, release, stop } = engine;
  return {
    ...{ standing, caughtUp, release, stop },
    waitFor: waitingFor(engine, get),
    changed: engine.waiters.listen,
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
