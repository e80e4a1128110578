import type { Version } from '@relais/projections';
import { boxes, inTurn } from '../samples.ts';
import type { Listed } from './listed.ts';

/** Over how long the tickets of a list lie, in ms, and when the first of them is opened. */
export const years = 4 * 365.25 * 24 * 3_600_000;
export const began = Date.parse('2022-01-10T08:00:00.000Z');

/** The same numbers from 0 to 1 in each run (Park and Miller's generator, 1988). */
export const drawing = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

const day = 24 * 3_600_000;
const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();

/** What changes at each step of a life, and after how many days at most, one after the other. */
type Step = (at: string, draw: () => number) => Partial<Listed>;
const steps: readonly (readonly [number, Step])[] = [
  [
    0.05,
    (_, draw) => ({ category: `category-${Math.floor(draw() * 8)}`, priority: 1 + Math.floor(draw() * 5) }),
  ],
  [0.2, (at, draw) => ({ holder: `agent-${Math.floor(draw() * 22)}`, heldSince: at, respondedAt: at })],
  [4, () => ({ status: 'on-hold', heldFor: 'requester' })],
  [6, () => ({ status: 'open', heldFor: null })],
  [8, (at) => ({ status: 'resolved', resolvedAt: at, deadline: null })],
  [15, (at) => ({ status: 'closed', closedAt: at, holder: null, heldSince: null })],
];

const opened = (place: number, at: string, draw: () => number): Listed => {
  const queue = `queue-${Math.floor(draw() * 12)}`;
  return {
    ...{ tenant: 'load', client: `client-${place % 12}`, number: `R-${place}`, reference: `X-${place}` },
    ...{
      subject: { kid: `ticket-load.${place}`, box: inTurn(boxes, place) },
      requester: `person-${place % 997}`,
    },
    ...{ product: `product-${place % 21}`, kind: 'incident', channel: 'phone', status: 'open', level: 1 },
    ...{ holder: null, heldSince: null, queue, home: queue, heldFor: null, category: null, priority: null },
    ...{ openedAt: at, updatedAt: at, resolvedAt: null, closedAt: null, respondedAt: null },
    deadline: iso(Date.parse(at) + day),
  };
};

/**
 * The life of one of `count` tickets: opened in turn over four years, and seven versions long as a rule. One of
 * eight is left open where it stands, so that what is open has several pages at 1,000 tickets.
 */
export const lifeOf = (place: number, count: number): readonly Version<Listed>[] => {
  const draw = drawing(place + 1);
  let ms = began + (place / count) * years;
  let row = opened(place, iso(ms), draw);
  const versions = [{ key: `load-${place}`, row, revision: 0, happenedAt: iso(ms), recordedAt: iso(ms) }];
  for (const [within, step] of place % 8 === 0 ? steps.slice(0, 1 + (place % 3)) : steps) {
    ms += draw() * within * day;
    const at = iso(ms);
    row = { ...row, ...step(at, draw), updatedAt: at };
    versions.push({ key: `load-${place}`, row, revision: versions.length, happenedAt: at, recordedAt: at });
  }
  return versions;
};
