import type { Channel, TicketEvent } from '@relais/contracts';
import { DateTime } from 'luxon';
import { acts, type Scene } from './acts.ts';
import { articleAbout } from './articles.ts';
import { draw, pick, spread, weigh } from './draw.ts';
import { minutesOf, pathOf, type Act } from './paths.ts';
import { clear, type Extent, type Life, type Moment, type Stage } from './telling.ts';

/** Minutes since anything last happened to an open ticket, by quantiles: some callers are on the line right now. */
const idle = [1, 4, 15, 60, 240, 900, 2_900] as const;

const channels: readonly (readonly [Channel, number])[] = [
  ['phone', 55],
  ['mail', 25],
  ['portal', 12],
  ['chat', 8],
];

/** The same instant, or the next at which the hot line works: 8 to 19 h, Monday to Friday. */
const atWork = (instant: DateTime, seed: string): DateTime => {
  const morning = (days: number) =>
    instant.plus({ days }).set({ hour: 8, minute: Math.floor(draw(seed, instant.toISO() ?? '') * 50) });
  const { weekday, hour } = instant;
  if (weekday > 5) return morning(8 - weekday);
  if (hour < 8) return morning(0);
  return hour < 19 ? instant : morning(weekday === 5 ? 3 : 1);
};

/** When the ticket was opened, and when each act happened: never later than the present, never back. */
const timesOf = (path: readonly Act[], { stage, seed }: Scene, extent: Extent, open: boolean) => {
  const minutes = minutesOf(path, seed);
  const lasted = minutes.at(-1) ?? 0;
  const now = DateTime.fromISO(stage.now, { zone: stage.zone });
  const room = Math.max(extent.days * 1_440 - lasted, 0);
  const since = open ? spread(idle, draw(seed, 'idle')) : room * draw(seed, 'since');
  const opened = now.minus({ minutes: lasted + since });
  let last = open ? opened : atWork(opened, seed);
  const times = [0, ...minutes].map((after) => {
    const at = opened.plus({ minutes: after });
    const placed = open ? at : atWork(at, seed);
    last = DateTime.min(now, DateTime.max(last, placed));
    return last.toUTC().toISO() ?? stage.now;
  });
  return times;
};

const openingOf = (
  { stage, trouble, caller, seed, first }: Scene,
  place: number,
): Omit<Moment<TicketEvent>, 'at'> => {
  const client = stage.idOf('client', trouble.client);
  const requester = stage.idOf('person', caller.key);
  const data = {
    // Whoever stores it gives the number.
    ...{ number: '', kind: trouble.kind, channel: weigh(channels, seed, 'channel'), client, requester },
    ...{ queue: stage.queueOf(trouble.client), product: stage.idOf('product', trouble.product) },
    ...{ subject: clear(trouble.subject), description: clear(trouble.description) },
    equipment: clear(
      `${trouble.product.toUpperCase()}-${String(4_000 + Math.floor(draw(seed, 'serial') * 5_000))}`,
    ),
    reference: `demo-${String(place).padStart(4, '0')}`,
  };
  return { by: first, onBehalfOf: requester, event: { type: 'TicketOpened', data } };
};

const sceneOf = (stage: Stage, place: number): Scene => {
  const seed = `${stage.tenant} ${place}`;
  const trouble = stage.troubles[(place - 1) % stage.troubles.length];
  if (!trouble) throw new RangeError('there is no trouble to tell');
  const callers = stage.callers.filter(({ client }) => client === trouble.client);
  return {
    ...{ stage, trouble, seed, caller: pick(callers, seed, 'caller') },
    first: pick(stage.agents[1], seed, 'first'),
    specialist: pick(stage.agents[2], seed, 'specialist'),
    article: articleAbout(stage, trouble),
  };
};

const specialistsOwn: readonly Act[] = ['accept', 'raise', 'fix', 'schedule', 'visit'];

/** Who has the ticket once this is done. */
const holderAfter = (act: Act, { first, specialist }: Scene, holder: string): string => {
  if (act === 'take' || act === 'return') return first;
  return specialistsOwn.includes(act) ? specialist : holder;
};

const told = (
  path: readonly Act[],
  times: readonly string[],
  scene: Scene,
): readonly Moment<TicketEvent>[] => {
  const counted = new Map<Act, number>();
  let holder = scene.first;
  return path.flatMap((act, step) => {
    const nth = (counted.get(act) ?? 0) + 1;
    counted.set(act, nth);
    holder = holderAfter(act, scene, holder);
    const at = times[step] ?? scene.stage.now;
    return acts[act](scene, nth, holder).map((done) => ({ ...done, at }));
  });
};

/** One ticket from its opening on. */
export const lifeOf = (stage: Stage, place: number, extent: Extent): Life => {
  const scene = sceneOf(stage, place);
  // Every so many, so that the share is exact however few there are.
  const open = Math.floor(place * extent.open) > Math.floor((place - 1) * extent.open);
  const path = pathOf(scene.trouble, open, scene.seed);
  const [openedAt = stage.now, ...times] = timesOf(path, scene, extent, open);
  return {
    place,
    client: stage.idOf('client', scene.trouble.client),
    requester: stage.idOf('person', scene.caller.key),
    closedAt: path.at(-1) === 'close' ? (times.at(-1) ?? null) : null,
    moments: [{ ...openingOf(scene, place), at: openedAt }, ...told(path, times, scene)],
  };
};
