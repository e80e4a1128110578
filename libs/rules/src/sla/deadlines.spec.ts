import { describe, expect, it } from '@jest/globals';
import { ticket, type OpeningCalendar, type TicketEvent } from '@relais/contracts';
import { replay, step } from '@relais/kernel';
import {
  at,
  classified,
  closed,
  held,
  opened,
  reopened,
  resolved,
  resumed,
  sealedAs,
  stamped,
  taken,
  terms,
  ticketHistories,
  type Given,
} from '@relais/testkit';
import fc from 'fast-check';
import { openMillis } from './calendar.ts';
import {
  deadlines,
  isMissed,
  nextDeadline,
  noDeadline,
  type Sla,
  type SlaTerms,
  type TermsOf,
} from './deadlines.ts';
import { consumedAt } from './stopwatch.ts';

/** Open from 8 to 18 in Paris from Monday to Friday: 7 to 17 UTC in winter, 6 to 16 in summer. */
const calendar: OpeningCalendar = {
  ...{ zone: 'Europe/Paris', holidays: ['2026-04-06'] },
  slots: ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '08:00', to: '18:00' })),
};
const signed: SlaTerms = { ...terms, calendar };
const termsOf: TermsOf = (tenant, client, version) =>
  tenant === 'demo' && client === 'acme' && version === 2 ? signed : null;
const fold = deadlines(termsOf);

/** A day of March 2026 in UTC: the 2nd is a Monday. */
const on = (time: string): string => `2026-03-${time}:00.000Z`;
const pinned = { rules: { contract: 2 } };
const byMail = { ...opened, data: { ...opened.data, channel: 'mail' as const }, ...pinned };
const byPhone = { ...opened, ...pinned };
const sent: TicketEvent = {
  type: 'MessageSent',
  data: { channel: 'mail', text: sealedAs('We look into it') },
};
const received: TicketEvent = { type: 'MessageReceived', data: { channel: 'mail', text: sealedAs('Well?') } };
const pressing = { ...classified, data: { ...classified.data, priority: 1 as const } };

const now = { by: 'nadia', at: on('31T08:00') };
const stateAfter = (...past: readonly Given<TicketEvent>[]) => replay(fold, stamped<TicketEvent>(past, now));
const after = (...past: readonly Given<TicketEvent>[]): Sla => {
  const { sla } = stateAfter(...past);
  if (!sla) throw new Error('nothing is owed');
  return sla;
};

describe('what is owed for a ticket', () => {
  it('is what its contract says of the priority that medium and medium give, until it is classified', () =>
    expect(after(at(byMail, on('02T09:00')))).toStrictEqual({
      contract: 2,
      priority: 3,
      watch: { consumed: 0, since: on('02T09:00') },
      response: { dueAt: on('02T10:00'), metAt: null, missed: false },
      resolution: { dueAt: on('02T17:00'), metAt: null, missed: false },
    }));

  it('counts opening time alone: over the night, the weekend, the change of clocks and the holiday', () => {
    expect(after(at(byMail, on('02T15:00'))).resolution.dueAt).toBe(on('03T13:00'));
    expect(after(at(byMail, on('06T15:00'))).resolution.dueAt).toBe(on('09T13:00'));
    expect(after(at(byMail, on('27T15:00'))).resolution.dueAt).toBe(on('30T12:00'));
    expect(after(at(byMail, '2026-04-03T14:00:00.000Z')).resolution.dueAt).toBe('2026-04-07T12:00:00.000Z');
  });

  it.each([
    ['no contract was pinned', opened],
    ['the contract is of another version', { ...opened, rules: { contract: 3 } }],
    ['there was no contract', { ...opened, rules: { contract: 0 } }],
    ['it is another tenant’s', { ...byPhone, tenant: 'north' }],
  ])('is nothing when %s', (_, opening) =>
    expect(
      stateAfter(opening, classified, taken, held, resumed, sent, resolved, reopened, closed).sla,
    ).toBeNull(),
  );

  it('never falls due for a client whose line never opens', () => {
    const never = deadlines(() => ({ ...signed, calendar: { ...calendar, slots: [] } }));
    const { sla } = replay(never, stamped<TicketEvent>([byMail, taken, held, resumed, resolved], now));
    expect(sla?.response).toMatchObject({ dueAt: null, missed: false });
    expect(sla?.resolution).toMatchObject({ dueAt: null, missed: false });
  });
});

describe('the first response', () => {
  it('was given when the phone was answered', () =>
    expect(after(at(byPhone, on('02T09:00'))).response).toStrictEqual({
      ...{ dueAt: on('02T10:00'), metAt: on('02T09:00'), missed: false },
    }));

  it.each([
    ['a message', sent],
    ['somebody who takes it', taken],
    ['its resolution', resolved],
  ])('is %s', (_, response) => {
    const given = after(at(byMail, on('02T09:00')), at(response, on('02T10:00'))).response;
    expect(given).toStrictEqual({ dueAt: on('02T10:00'), metAt: on('02T10:00'), missed: false });
  });

  it('is the first one, and missed after the instant that was due', () =>
    expect(
      after(at(byMail, on('02T09:00')), at(taken, on('02T10:01')), at(sent, on('02T11:00'))).response,
    ).toStrictEqual({ dueAt: on('02T10:00'), metAt: on('02T10:01'), missed: true }));

  it('is not what the requester writes', () =>
    expect(after(at(byMail, on('02T09:00')), at(received, on('02T09:10'))).response.metAt).toBeNull());

  it('stays given when the ticket is reopened or classified anew', () =>
    expect(
      after(at(byMail, on('02T09:00')), at(taken, on('02T09:50')), resolved, reopened, pressing).response,
    ).toStrictEqual({ dueAt: on('02T10:00'), metAt: on('02T09:50'), missed: false }));
});

describe('the clock', () => {
  const begun = at(byPhone, on('02T09:00'));
  const vendor: TicketEvent = { type: 'TicketHeld', data: { for: 'vendor' } };

  it('stands while the ticket waits for whom the contract says, and nothing falls due meanwhile', () =>
    expect(after(begun, at(held, on('02T11:00')))).toMatchObject({
      watch: { consumed: 2 * 3_600_000, since: null },
      resolution: { dueAt: null, missed: false },
    }));

  it.each([
    ['resumed', resumed],
    ['answered', received],
    ['held for another', vendor],
  ])('goes on once it is %s: what is owed moves by the opening time of the wait', (_, end) =>
    expect(after(begun, at(held, on('02T11:00')), at(end, on('03T09:00'))).resolution.dueAt).toBe(
      on('03T15:00'),
    ),
  );

  it('runs while the ticket waits for others', () =>
    expect(after(begun, at(vendor, on('02T11:00'))).resolution.dueAt).toBe(on('02T17:00')));

  it('stands from a resolution to the reopening, also when the ticket was closed between', () => {
    const done = [begun, at(resolved, on('02T11:00')), at(closed, on('06T11:00'))];
    expect(after(...done, at(reopened, on('09T09:00')))).toMatchObject({
      watch: { consumed: 2 * 3_600_000, since: on('09T09:00') },
      resolution: { dueAt: on('09T15:00'), metAt: null, missed: false },
    });
  });

  it('takes a hold that was told late for what it is', () =>
    expect(after(begun, at(sent, on('02T12:00')), at(held, on('02T10:00'))).watch.consumed).toBe(3_600_000));
});

describe('the resolution', () => {
  const begun = at(byPhone, on('02T09:00'));

  it('is in time at the very instant that is due, and missed after it', () => {
    expect(after(begun, at(resolved, on('02T17:00'))).resolution).toStrictEqual({
      ...{ dueAt: on('02T17:00'), metAt: on('02T17:00'), missed: false },
    });
    expect(after(begun, at(resolved, '2026-03-02T17:00:00.001Z')).resolution.missed).toBe(true);
  });

  it('is judged at the last one', () => {
    const late = [begun, at(resolved, on('03T11:00')), at(reopened, on('03T12:00'))];
    expect(after(...late)).toMatchObject({ resolution: { dueAt: on('03T12:00'), metAt: null } });
    expect(after(...late, at(resolved, on('03T12:30'))).resolution).toMatchObject({ missed: true });
    const early = [begun, at(resolved, on('02T11:00')), at(reopened, on('02T12:00'))];
    expect(after(...early, at(resolved, on('03T07:00'))).resolution.missed).toBe(false);
    expect(after(...early, at(resolved, on('03T09:00'))).resolution).toStrictEqual({
      ...{ dueAt: on('03T08:00'), metAt: on('03T09:00'), missed: true },
    });
  });

  it('was missed when a ticket is resolved on hold after its time was used up, and only then', () => {
    const over = [begun, at(held, on('03T10:00'))];
    expect(after(...over).resolution).toStrictEqual({ dueAt: null, metAt: null, missed: true });
    expect(after(...over, at(resolved, on('04T10:00'))).resolution.missed).toBe(true);
    const under = [begun, at(held, on('02T16:00')), at(resolved, on('20T16:00'))];
    expect(after(...under).resolution).toStrictEqual({ dueAt: null, metAt: on('20T16:00'), missed: false });
  });

  it('is not judged anew by a second one without a reopening', () =>
    expect(after(begun, at(resolved, on('02T11:00')), at(resolved, on('20T11:00'))).resolution).toStrictEqual(
      {
        ...{ dueAt: on('02T17:00'), metAt: on('20T11:00'), missed: false },
      },
    ));

  it('is owed still when a ticket was closed without one', () =>
    expect(after(begun, at(closed, on('02T11:00'))).resolution).toMatchObject({ dueAt: null, metAt: null }));
});

describe('another priority', () => {
  const begun = at(byPhone, on('02T09:00'));

  it('is another target, from the same time used up', () => {
    expect(after(begun, at(pressing, on('02T10:00')))).toMatchObject({
      ...{ priority: 1, watch: { consumed: 0, since: on('02T09:00') } },
      resolution: { dueAt: on('02T11:00') },
    });
    expect(after(begun, at(pressing, on('02T12:00'))).resolution.dueAt).toBe(on('02T11:00'));
  });

  it('falls due as soon as the clock runs again when its time was used up before', () => {
    const waiting = [begun, at(held, on('02T13:00')), at(pressing, on('02T14:00'))];
    expect(after(...waiting).resolution).toStrictEqual({ dueAt: null, metAt: null, missed: true });
    expect(after(...waiting, at(resumed, on('02T15:00'))).resolution.dueAt).toBe(on('02T15:00'));
  });

  it('does not judge anew what was resolved', () =>
    expect(after(begun, at(resolved, on('02T13:00')), pressing).resolution.missed).toBe(false));
});

describe('the example of docs/sla.md', () => {
  const slots = ([1, 2, 3, 4, 5] as const).flatMap((day) => [
    { day, from: '08:00', to: '12:00' },
    { day, from: '14:00', to: '18:00' },
  ]);
  const twoSlots = deadlines(() => ({ ...signed, calendar: { ...calendar, slots } }));
  const p2 = { ...classified, data: { ...classified.data, priority: 2 as const } };
  // In UTC: the wall in Paris is one hour ahead until Sunday, two from then on.
  const story = [
    [at(byMail, on('27T15:30')), 0, on('27T16:30'), on('30T14:30')],
    [at(taken, on('27T15:50')), 20, null, on('30T14:30')],
    [at(held, on('27T16:00')), 30, null, null],
    [at(p2, on('28T09:00')), 30, null, null],
    [at(received, on('30T07:00')), 30, null, on('30T12:30')],
    [at(resolved, on('30T09:00')), 150, null, null],
    [at(reopened, on('31T08:00')), 150, null, on('31T09:30')],
    [at(resolved, on('31T10:00')), 270, null, null],
  ] as const;

  it.each(story.map((line, place) => [line[0].happenedAt, line[0].type, place] as const))(
    '%s %s',
    (_, __, place) => {
      const [{ happenedAt }, minutes, response, resolution] = story[place] ?? story[0];
      const past = story.slice(0, place + 1).map(([event]) => event);
      const { sla } = replay(twoSlots, stamped<TicketEvent>(past, now));
      const owedAt = (of: Sla['response']) => (of.metAt === null ? of.dueAt : null);
      expect(sla && consumedAt(sla.watch, { ...calendar, slots }, happenedAt)).toBe(minutes * 60_000);
      expect(sla && [owedAt(sla.response), owedAt(sla.resolution)]).toStrictEqual([response, resolution]);
    },
  );

  it('ends with a response in time and a resolution that was missed', () => {
    const { sla } = replay(
      twoSlots,
      stamped<TicketEvent>(
        story.map(([event]) => event),
        now,
      ),
    );
    expect([sla?.response.missed, sla?.resolution.missed]).toStrictEqual([false, true]);
  });
});

describe('reading deadlines', () => {
  it('says of an instant whether it has passed', () => {
    const { resolution } = after(at(byPhone, on('02T09:00')));
    expect([on('02T17:00'), on('02T17:01')].map((instant) => isMissed(resolution, instant))).toStrictEqual([
      false,
      true,
    ]);
    const kept = after(at(byPhone, on('02T09:00')), at(resolved, on('02T10:00'))).resolution;
    expect(isMissed(kept, on('30T10:00'))).toBe(false);
  });

  it('names the next one that is owed', () => {
    const past = [at(byMail, on('02T09:00')), at(taken, on('02T09:10')), at(held, on('02T09:20'))];
    const next = [1, 2, 3].map((length) => nextDeadline(stateAfter(...past.slice(0, length))));
    expect(next).toStrictEqual([on('02T10:00'), on('02T17:00'), noDeadline]);
    expect(nextDeadline(stateAfter(opened))).toBe(noDeadline);
    expect(noDeadline > '9999-12-31').toBe(true);
  });
});

/** The same events after one opening, each up to three days after the one before. */
const lives = fc
  .tuple(
    ticketHistories,
    fc.array(fc.integer({ min: 0, max: 3 * 86_400_000 }), { minLength: 31, maxLength: 31 }),
  )
  .map(([history, gaps]) => {
    let time = Date.parse(on('20T12:00'));
    return [byMail, ...history.filter(({ type }) => type !== 'TicketOpened')].map((event, place) => {
      time += gaps[place] ?? 0;
      return at<TicketEvent>(event, new Date(time).toISOString());
    });
  });

describe('on any history', () => {
  it('the time used up is the opening time of each moment at which the clock ran', () =>
    fc.assert(
      fc.property(lives, (life) => {
        const events = stamped<TicketEvent>(life, now);
        let [state, expected] = [ticket.initial, 0];
        for (const [place, event] of events.entries()) {
          state = step(ticket, state, event, event);
          const runs =
            state.status === 'open' || (state.status === 'on-hold' && state.heldFor !== 'requester');
          const next = events[place + 1];
          if (runs && next) expected += openMillis(calendar, event.happenedAt, next.happenedAt);
        }
        const end = events.at(-1)?.happenedAt ?? '';
        expect(consumedAt(after(...life).watch, calendar, end)).toBe(expected);
      }),
    ));

  it('another priority never changes the time used up', () =>
    fc.assert(
      fc.property(lives, fc.nat(30), (life, place) => {
        const cut = Math.min(place + 1, life.length);
        const anew = at(pressing, life[cut - 1]?.happenedAt ?? '');
        const { watch } = after(...life.slice(0, cut), anew, ...life.slice(cut));
        expect(watch).toStrictEqual(after(...life).watch);
      }),
    ));

  const always = deadlines(() => signed);

  it('leads to deadlines that contradict nothing, whatever an import may bring, and that are plain JSON', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const past = history.map((event) => ({ ...event, ...pinned }));
        const events = stamped<TicketEvent>(past, now);
        const state = replay(always, events);
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
        expect(state).toMatchObject(replay(ticket, events));
        if (!state.sla) return;
        const { watch, resolution } = state.sla;
        expect(watch.consumed).toBeGreaterThanOrEqual(0);
        if (state.status === 'resolved') expect(resolution.metAt).toBe(state.resolvedAt);
        if (state.status === 'open') expect(resolution).toMatchObject({ metAt: null, missed: false });
      }),
      { numRuns: 1_000 },
    ));
});
