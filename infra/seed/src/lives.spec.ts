import { describe, expect, it } from '@jest/globals';
import { ticket, type Ticket, type TicketEvent } from '@relais/contracts';
import { replay, type Stamp } from '@relais/kernel';
import { callersIn, troublesIn } from './cases.ts';
import { lifeOf } from './lives.ts';
import type { Extent, Life, Stage } from './telling.ts';

const now = '2026-03-11T14:30:00.000Z';
const extent: Extent = { tickets: 200, open: 0.5, days: 120 };

const stages = (['fr', 'en'] as const).map((language): Stage => ({
  ...{ tenant: language, language, zone: 'Europe/Paris', now },
  ...{ troubles: troublesIn(language), callers: callersIn(language) },
  agents: { 1: ['nadia', 'karim'], 2: ['lena'] },
  ...{ supervisor: 'sofia', editor: 'emil' },
  idOf: (kind, key) => `${kind} ${key}`,
  queueOf: (client) => `${client}-1`,
}));

const livesOf = (stage: Stage): readonly Life[] =>
  Array.from({ length: extent.tickets }, (_, nth) => lifeOf(stage, nth + 1, extent));

const after = ({ moments }: Life): Ticket =>
  replay(
    ticket,
    moments.map(
      ({ event, by, at }, revision) =>
        ({
          ...event,
          ...{ tenant: 'demo', revision, by, happenedAt: at, recordedAt: at, commandId: `${revision}` },
        }) as unknown as TicketEvent & Stamp,
    ),
  );

describe.each(stages)('the demo tickets in $language', (stage) => {
  const lives = livesOf(stage);
  const tickets = lives.map(after);
  const timesOf = ({ moments }: Life) => moments.map(({ at }) => at);

  it('are half of them open, in every state that a busy hot line has', () => {
    const open = tickets.filter(({ status }) => status === 'open' || status === 'on-hold');
    expect(open).toHaveLength(100);
    expect(new Set(tickets.map(({ status }) => status))).toEqual(new Set(['open', 'on-hold', 'closed']));
    expect(open.filter(({ holder }) => holder === null).length).toBeGreaterThan(20);
    expect(open.filter(({ level }) => level === 2).length).toBeGreaterThan(4);
    expect(open.filter(({ queue, home }) => queue !== home).length).toBeGreaterThan(8);
  });

  it('never happen in the future, and never go back', () => {
    const times = lives.map(timesOf);
    expect(times.flat().filter((at) => at > now)).toEqual([]);
    expect(times.filter((of) => of.toSorted().join() !== of.join())).toEqual([]);
  });

  it('reach back as far as was asked, and up to the last minutes', () => {
    const opened = lives.map((life) => timesOf(life)[0] ?? '').toSorted();
    expect(opened[0]?.slice(0, 7)).toBe('2025-11');
    expect(opened.at(-1)?.slice(0, 13)).toBe('2026-03-11T14');
  });

  it('take as unlike as real ones: some an hour, some a month', () => {
    const days = lives.map(({ moments }) => {
      const end = moments.find(({ event }) => event.type === 'TicketResolved')?.at;
      return end ? (Date.parse(end) - Date.parse(moments[0]?.at ?? end)) / 86_400_000 : null;
    });
    const resolved = days.filter((lasted) => lasted !== null).toSorted((a, b) => a - b);
    expect(resolved[Math.floor(resolved.length / 10)]).toBeLessThan(0.2);
    expect(resolved[Math.floor(resolved.length * 0.9)]).toBeGreaterThan(4);
  });

  it('never take bills to level 2', () => {
    const accounts = tickets.filter(({ kind }) => kind === 'account');
    expect(accounts.length).toBeGreaterThan(0);
    expect(accounts.filter(({ level, queue, home }) => level === 2 || queue !== home)).toEqual([]);
  });

  it('tell a vendor of nothing but its software', () => {
    const raised = lives.filter(({ moments }) => moments.some(({ event }) => event.type === 'DefectRaised'));
    const resolutions = raised.flatMap(({ moments }) =>
      moments.flatMap(({ event }) => (event.type === 'TicketResolved' ? [event.data.cause] : [])),
    );
    expect(raised.length).toBeGreaterThan(0);
    expect(resolutions.filter((cause) => cause !== 'software')).toEqual([]);
  });

  it('are told alike each time, under references of their own', () => {
    expect(livesOf(stage)).toEqual(lives);
    const references = lives.map(({ moments: [first] }) =>
      first?.event.type === 'TicketOpened' ? first.event.data.reference : null,
    );
    expect(new Set(references).size).toBe(200);
    expect(references[0]).toBe('demo-0001');
  });

  it('have a caller of the client that they are about', () => {
    const { troubles, callers } = stage;
    expect(troubles.filter(({ client }) => !callers.some((caller) => caller.client === client))).toEqual([]);
    expect(new Set(troubles.map(({ subject }) => subject)).size).toBe(40);
  });
});
