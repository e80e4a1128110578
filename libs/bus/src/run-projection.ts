import type { Event } from '@relais/kernel';
import type { Row, Table } from '@relais/projections';
import { Engine, type Task } from './engine.ts';
import type { Goal, Projection, RunningProjection, Surroundings } from './processor.ts';
import { Projecting } from './projecting.ts';
import { rebuild } from './rebuild/rebuilding.ts';

/** Nobody waits longer for a list, in ms. */
const longestWait = 1_000;

/** So many versions of rows wait for a commit at most. */
const mostBehind = 2_000;

const taskOf = <R extends Row, In extends Event>(
  { model, kind }: Projection<R, In>,
  projecting: Projecting<R, In>,
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
});

/** Lets lists wait until they show what their caller has written. */
const waitingFor = (
  engine: Engine,
  passed: (key: string) => number,
  get: Table<Row>['get'],
): RunningProjection['waitFor'] => {
  const readable = async (goal: Goal): Promise<boolean> => {
    if ('position' in goal) return engine.standing().position >= goal.position;
    // A stream may well be passed without leaving a row.
    if (passed(goal.key) >= goal.revision) return engine.committed();
    const found = await get([goal.key]);
    return (found.get(goal.key)?.revision ?? -1) >= goal.revision;
  };
  return (goal, ms = longestWait) => {
    const waiter = engine.waiters.within(goal, Math.min(ms, longestWait));
    const looked = readable(goal).then((there) => there && waiter.done());
    return Promise.race([waiter.reached, looked.then(() => waiter.reached)]);
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
    waitFor: waitingFor(engine, (key) => projecting.passed(key), get),
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
