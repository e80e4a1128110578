import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '@relais/contracts';
import { json, openStage } from './stage.ts';

let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => void (stage = await openStage()));
afterAll(() => stage.close());

const event = (revision: number, type: string, by: string, data: object = {}) => ({
  revision,
  type,
  by,
  data,
  happenedAt: `2026-03-0${revision < 2 ? 2 : 3}T08:1${revision}:00.000Z`,
  recordedAt: `2026-03-0${revision < 2 ? 2 : 3}T08:1${revision}:00.004Z`,
});

const replayed = {
  tenant: 'acme',
  ticket: {
    id: 't1',
    number: 'R-20417',
    asOf: null,
    client: { id: 'c-77', name: 'Lumen' },
    subject: { text: 'No light', erased: false },
    description: { text: null, erased: true },
    messages: [
      {
        received: true,
        channel: 'PHONE',
        text: { text: 'still no light', erased: false },
        by: 'remi',
        at: '2026-03-02T08:10:00.000Z',
      },
    ],
    notes: [],
    status: 'ON_HOLD',
    ballHolder: 'LEVEL_1',
    level: 1,
    holder: 'nadia',
    heldFor: 'REQUESTER',
    product: null,
    steps: [
      {
        step: { text: 'restart', erased: false },
        outcome: 'NO_EFFECT',
        by: 'nadia',
        at: '2026-03-02T08:12:00.000Z',
      },
    ],
    resolution: {
      code: 'SOLVED',
      cause: 'THIRD_PARTY',
      remotely: true,
      solution: null,
      by: 'nadia',
      at: '2026-03-02T08:13:00.000Z',
    },
  },
  events: [
    event(0, 'TicketOpened', 'remi', {
      number: 'R-20417',
      kind: 'incident',
      channel: 'phone',
      client: 'c-77',
      subject: 'No light\u001b[2J',
    }),
    event(1, 'TicketTaken', 'nadia', { agent: 'nadia' }),
    event(2, 'NoteAdded', 'nadia', { text: { erased: true } }),
    { ...event(3, 'TicketHeld', 'nadia', { for: 'requester' }), recordedAt: '2026-03-03T09:00:00.000Z' },
    event(4, 'CallOffered', 'nadia', { queue: 'dsl' }),
  ],
  asOf: null,
};

describe('relais replay', () => {
  it('tells the ticket event by event, then shows it as it is', async () => {
    stage.answering({ 'POST /operator/replay': json(200, replayed) });
    const { code, out, err, asked: asks } = await stage.relais(['replay', 'R-20417']);
    expect({ code, err, body: asks[0]?.body }).toEqual({ code: 0, err: '', body: '{"ticket":"R-20417"}' });
    expect(out.split('\n')).toEqual([
      'R-20417 · acme · 5 events',
      '',
      'Monday, March 2, 2026',
      '  08:10:00     0  remi   opened the ticket by phone: incident, client Lumen',
      '                         “No light\ufffd[2J”',
      '  08:11:00     1  nadia  took it',
      '',
      'Tuesday, March 3, 2026',
      '  08:12:00     2  nadia  noted, for the staff only',
      '                         [erased]',
      '  08:13:00     3  nadia  put it on hold for the requester (recorded 3 Mar 2026, 09:00:00)',
      '  08:14:00     4  nadia  call offered {"queue":"dsl"}',
      '',
      'The ticket as it is now',
      '  id            t1',
      '  number        R-20417',
      '  client        Lumen',
      '  subject       No light',
      '  description   [erased]',
      '  messages      1',
      '  status        on hold',
      '  next to move  level 1',
      '  level         1',
      '  holder        nadia',
      '  waits for     the requester',
      '  steps         restart · no effect (nadia, 2 Mar 2026, 08:12:00)',
      '  resolution    solved · third party · remotely (nadia, 2 Mar 2026, 08:13:00)',
      '',
    ]);
  });

  it('has words for all that can happen to a ticket, in both languages', async () => {
    const types = Object.entries(catalogue).flatMap(([type, { stream }]) =>
      stream === 'ticket' ? [type] : [],
    );
    stage.answering({
      'POST /operator/replay': json(200, {
        ...replayed,
        events: types.map((type, revision) => ({ ...event(0, type, 'nadia', {}), revision })),
      }),
    });
    for (const LANG of ['en_GB.UTF-8', 'fr_FR.UTF-8']) {
      const { out } = await stage.relais(['replay', 'R-20417'], { LANG });
      const unworded = types.filter((type) =>
        out.includes(`nadia  ${type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()}`),
      );
      expect(unworded).toEqual([]);
      expect(out.match(/^ {2}\d\d:10:00/gm)).toHaveLength(types.length);
    }
  });

  it('leaves out what an imported history does not know, and says once when it was recorded', async () => {
    const recordedAt = '2026-11-25T02:44:46.000Z';
    const events = [
      event(0, 'TicketOpened', 'anna', { kind: 'incident', client: 'c-77' }),
      event(1, 'TicketClassified', 'anna', { kind: 'incident', category: 'dsl', priority: 2 }),
      event(2, 'TicketReopened', 'anna', { why: 'worked-on' }),
      event(3, 'HandOverReturned', 'lena', { reason: 'wrong-queue', advice: 'Ask printing-2' }),
    ];
    const imported = events.map((told) => ({ ...told, recordedAt }));
    stage.answering({ 'POST /operator/replay': json(200, { ...replayed, events: imported }) });
    const { out } = await stage.relais(['replay', 'R-20417']);
    expect(out).toContain('opened the ticket: incident, client Lumen (recorded 25 Nov 2026, 02:44:46)');
    expect(out).toContain('classified it: incident, dsl: priority 2\n');
    expect(out).toContain('reopened it for it was worked on again\n');
    expect(out).toContain('gave it back to level 1: wrong queue\n');
    expect(out).toContain('“Ask printing-2”');
    expect(out.match(/recorded/g)).toHaveLength(1);
  });

  it('hands the instant and the tenant on, and says as of when the ticket is shown', async () => {
    stage.answering({ 'POST /operator/replay': json(200, { ...replayed, asOf: 'revision:3' }) });
    const ran = await stage.relais(['replay', 'ref:HD-7', '--at', 'revision:3', '--tenant', 'acme']);
    expect(ran.asked[0]?.body).toBe('{"ticket":"ref:HD-7","tenant":"acme","at":"revision:3"}');
    expect(ran.out).toContain('The ticket as it was (revision:3)');
  });

  it('speaks French on a French terminal, in local time', async () => {
    stage.answering({ 'POST /operator/replay': json(200, replayed) });
    const ran = await stage.relais(['replay', 'R-20417'], { LANG: 'fr_FR.UTF-8', TZ: 'Europe/Paris' });
    expect(ran.out).toContain('Lundi 2 mars 2026');
    expect(ran.out).toContain('09:11:00     1  nadia  l’a pris');
    expect(ran.out).toContain('en attente');
    expect(ran.asked[0]?.language).toBe('fr');
  });

  it('gives programs the answer itself', async () => {
    stage.answering({ 'POST /operator/replay': json(200, replayed) });
    expect(JSON.parse((await stage.relais(['replay', 'R-20417', '--json'])).out)).toEqual(replayed);
  });

  it('answers 1 for an unknown ticket and 2 when more than one tenant has it', async () => {
    stage.answering({
      'POST /operator/replay': json(404, {
        error: { code: 'ticket-unknown', text: 'There is no such ticket.' },
      }),
    });
    expect(await stage.relais(['replay', 'R-1'])).toMatchObject({
      code: 1,
      out: '',
      err: 'There is no such ticket.\n',
    });
    stage.answering({
      'POST /operator/replay': json(409, { error: { code: 'ambiguous', tenants: ['acme', 'borealis'] } }),
    });
    const { code, err } = await stage.relais(['replay', 'R-1']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'More than one matches; name the tenant with --tenant: acme, borealis.\n',
    });
  });

  it('answers 2 for an instant that cannot be read', async () => {
    stage.answering({
      'POST /operator/replay': json(400, {
        error: { code: 'unreadable', text: '"soon" is no instant.' },
      }),
    });
    expect(await stage.relais(['replay', 'R-1', '--at', 'soon'])).toMatchObject({
      code: 2,
      err: '"soon" is no instant.\n',
    });
  });
});
