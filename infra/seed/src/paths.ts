import type { Trouble } from './cases.ts';
import { draw, spread, weigh } from './draw.ts';

/** What may happen to a ticket once it is opened. */
export type Act =
  | 'classify'
  | 'take'
  | 'diagnose'
  | 'wait'
  | 'hear'
  | 'use'
  | 'note'
  | 'offer'
  | 'accept'
  | 'return'
  | 'raise'
  | 'fix'
  | 'schedule'
  | 'visit'
  | 'escalate'
  | 'resolve'
  | 'confirm'
  | 'contest'
  | 'close';

/** Minutes from what came before, by quantiles at equal steps: long tails, as the tickets of a real hot line have them. */
const gaps: { readonly [act in Act]: readonly number[] } = {
  classify: [1, 2, 4, 30],
  take: [0, 1, 20, 180, 900],
  diagnose: [3, 6, 12, 25],
  wait: [1, 3, 10],
  hear: [15, 400, 1_600, 9_000, 20_000],
  use: [1, 2, 5],
  note: [5, 30, 200],
  offer: [5, 20, 90],
  accept: [10, 90, 500, 1_500],
  return: [30, 120, 600],
  raise: [20, 60, 300],
  fix: [4_000, 12_000, 30_000],
  schedule: [10, 45, 120],
  visit: [1_200, 2_900, 5_800],
  escalate: [2, 5, 15],
  resolve: [2, 6, 25, 300, 2_900, 10_000],
  confirm: [20, 300, 1_500],
  contest: [300, 1_500, 4_000],
  close: [7_200, 7_200, 14_000, 19_000, 24_000],
};

type Path = readonly Act[];

const p = (written: string): Path => written.split(' ').filter(Boolean) as Act[];

const begun = 'classify take diagnose';

const finished: readonly (readonly [Path, number])[] = [
  [p(`${begun} resolve close`), 44],
  [p(`${begun} resolve confirm close`), 12],
  [p(`${begun} wait hear resolve close`), 12],
  [p(`${begun} wait hear take resolve close`), 5],
  [p(`${begun} use resolve close`), 9],
  [p(`classify ${begun} resolve close`), 4],
  [p('classify resolve close'), 3],
  [p(`${begun} resolve contest take resolve close`), 4],
  [p(`${begun} offer accept note resolve close`), 8],
  [p(`${begun} offer accept return take resolve close`), 2],
  [p(`${begun} offer accept raise fix resolve close`), 2],
  [p(`${begun} escalate resolve close`), 2],
];

const unfinished: readonly (readonly [Path, number])[] = [
  [p(''), 20],
  [p('classify'), 20],
  [p('classify take'), 14],
  [p(begun), 16],
  [p(`${begun} wait`), 14],
  [p(`${begun} wait hear`), 4],
  [p(`${begun} offer`), 7],
  [p(`${begun} offer accept`), 6],
  [p(`${begun} offer accept raise`), 2],
  [p(`${begun} escalate`), 2],
  [p(`${begun} resolve contest`), 2],
];

const onSite = p(`${begun} offer accept schedule visit resolve close`);

const level2: readonly Act[] = ['offer', 'accept', 'return', 'raise', 'fix', 'schedule', 'visit'];

const vendors: readonly Act[] = ['raise', 'fix'];

/** Bills go to the client's back office, never to level 2; a vendor hears of nothing but its software. */
const fitting = (path: Path, { kind, cause }: Trouble): Path =>
  path.filter(
    (act) =>
      !(kind === 'account' && level2.includes(act)) && !(cause !== 'software' && vendors.includes(act)),
  );

/** What happens to a ticket, in order. */
export const pathOf = (trouble: Trouble, open: boolean, seed: string): Path => {
  if (open) {
    const path = weigh(unfinished, seed, 'path');
    const away = !trouble.remotely && path.includes('accept');
    return fitting(away ? onSite.slice(0, onSite.indexOf('visit')) : path, trouble);
  }
  return fitting(trouble.remotely ? weigh(finished, seed, 'path') : onSite, trouble);
};

/** When each act happens, in minutes after the opening. */
export const minutesOf = (path: Path, seed: string): readonly number[] => {
  let minutes = 0;
  return path.map((act, place) => (minutes += spread(gaps[act], draw(seed, 'gap', place))));
};
