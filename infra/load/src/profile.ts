/** What V8 samples: a tree of calls, and which of its nodes each sample met. Times in microseconds. */
export type Profile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};

/**
 * A share of the busy time, from 0 to 1: of a function or package with what Node and the engine did for it, and with
 * all that it called. A call that was awaited ends where it waits.
 */
export type Cost = { readonly name: string; readonly own: number; readonly whole: number };

/** What costs how much, the dearest own time first. */
export type Costs = {
  /** The share of the time in which the main thread had nothing to do. */
  readonly idle: number;
  readonly places: readonly Cost[];
  readonly functions: readonly Cost[];
};

type Frame = Profile['nodes'][number]['callFrame'];

/** Where the code of a file lives, most telling pattern first: a project of ours, a package, Node itself. */
const homes = [
  /^(?!.*node_modules).*\/((?:libs|services|gateway|infra)\/[^/]+)\//,
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/,
  /^(node:[^/]+)/,
];

/** Where a function lives: a project of ours, a package, Node, or a name of the engine's such as `(garbage collector)`. */
export const placeOf = ({ url, functionName }: Pick<Frame, 'url' | 'functionName'>): string => {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  return homes.map((home) => home.exec(url)?.[1]).find((found) => found !== undefined) ?? url;
};

const functionOf = (frame: Frame): string => {
  const file = frame.url.slice(frame.url.lastIndexOf('/') + 1);
  const where = file ? `${file}:${frame.lineNumber + 1}` : '';
  return `${frame.functionName || '(anonymous)'} ${where} [${placeOf(frame)}]`;
};

/** Names of the engine's that are no work. */
const idleNames = ['(idle)', '(program)', '(root)'];

type Node = { readonly frame: Frame; readonly parent: number | null };

const treeOf = ({ nodes }: Profile): ReadonlyMap<number, Node> => {
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  return new Map(
    nodes.map(({ id, callFrame }) => [id, { frame: callFrame, parent: parents.get(id) ?? null }]),
  );
};

const timesOf = ({ samples, timeDeltas }: Profile): ReadonlyMap<number, number> => {
  const times = new Map<number, number>();
  samples.forEach((id, place) => times.set(id, (times.get(id) ?? 0) + Math.max(timeDeltas[place] ?? 0, 0)));
  return times;
};

type Tree = ReadonlyMap<number, Node>;

const above = (tree: Tree, { parent }: Node): Node | undefined =>
  parent === null ? undefined : tree.get(parent);

/** Each name on the way from a node to the root, once: a function that calls itself does not cost twice. */
const namesAbove = (tree: Tree, from: number, name: (frame: Frame) => string): ReadonlySet<string> => {
  const names = new Set<string>();
  for (let node = tree.get(from); node; node = above(tree, node)) names.add(name(node.frame));
  return names;
};

const add = (sums: Map<string, number>, name: string, time: number): void =>
  void sums.set(name, (sums.get(name) ?? 0) + time);

const engine = /^(\(|node:)/;

/** What Node and the engine do, they do for the nearest of the callers that is none of theirs. */
const owes = (tree: Tree, from: number, name: (frame: Frame) => string): string | null => {
  for (let node = tree.get(from); node; node = above(tree, node))
    if (!engine.test(placeOf(node.frame))) return name(node.frame);
  return null;
};

/** Sums the busy samples by a name that each frame is given. */
const sumBy = (
  tree: Tree,
  busy: readonly (readonly [id: number, time: number])[],
  name: (frame: Frame) => string,
): readonly Cost[] => {
  const own = new Map<string, number>();
  const whole = new Map<string, number>();
  const all = busy.reduce((sum, [, time]) => sum + time, 0);
  for (const [id, time] of busy) {
    const node = tree.get(id);
    if (node) add(own, owes(tree, id, name) ?? name(node.frame), time);
    namesAbove(tree, id, name).forEach((caller) => add(whole, caller, time));
  }
  return [...whole]
    .map(([named, time]) => ({ name: named, own: (own.get(named) ?? 0) / all, whole: time / all }))
    .sort((a, b) => b.own - a.own || b.whole - a.whole);
};

/** Reads a profile: shares of the time in which the main thread was busy. */
export const costsOf = (profile: Profile): Costs => {
  const tree = treeOf(profile);
  const times = [...timesOf(profile)];
  const isIdle = ([id]: readonly [number, number]): boolean =>
    idleNames.includes(tree.get(id)?.frame.functionName ?? '(idle)');
  const total = times.reduce((sum, [, time]) => sum + time, 0);
  const busy = times.filter((time) => !isIdle(time));
  const worked = busy.reduce((sum, [, time]) => sum + time, 0);
  return {
    idle: total === 0 ? 1 : 1 - worked / total,
    places: sumBy(tree, busy, placeOf),
    functions: sumBy(tree, busy, functionOf),
  };
};
