import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, openStage } from './stage.ts';

let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => void (stage = await openStage()));
afterAll(() => stage.close());

const share = (numerator: number, denominator: number) => ({
  ...{ value: numerator / denominator, numerator, denominator },
});

const figures = {
  opened: { value: 4_580 },
  reopened: { value: 152 },
  onHold: { value: 1_236 },
  responseRate: { value: null, reason: 'no-calls' },
  ticketsClosed: { value: 4_559 },
  requestsResolved: { value: 4_569 },
  resolvedAtFirstContact: share(3_154, 4_569),
  resolvedWithoutLevel2: share(4_423, 4_569),
  satisfaction: share(3, 4),
  slaCompliance: { value: null, reason: 'no-deadlines' },
  visitsAvoided: { value: null, reason: 'no-visit-category' },
};
const scores = { distribution: [1, 0, 0, 1, 2], mean: 3.75, sent: 5, answered: 4, answerRate: 0.8 };
const whole = {
  tenant: 'acme',
  zone: 'Europe/Paris',
  asOf: null,
  late: false,
  sheets: [{ ...figures, scores }],
};
const answering = (answer: object, status = 200) =>
  stage.answering({ 'POST /operator/kpi': json(status, answer) });

describe('relais kpi', () => {
  it('asks for what it was told, and for no more', async () => {
    answering(whole);
    const line = ['kpi', '--tenant', 'acme', '--from', '2010-01-01', '--to', '2014-01-01'];
    const more = ['--as-of', '2012-01-01T00:00', '--cut', 'client', '--zone', 'Europe/Rome'];
    const { asked } = await stage.relais([...line, ...more]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      ...{ tenant: 'acme', from: '2010-01-01', to: '2014-01-01' },
      ...{ asOf: '2012-01-01T00:00', cut: 'client', zone: 'Europe/Rome' },
    });
    expect(JSON.parse((await stage.relais(['kpi'])).asked[0]?.body ?? '')).toEqual({});
  });

  it('shows counts, shares with what is behind them, and why there is none', async () => {
    answering(whole);
    const { code, out, err } = await stage.relais(['kpi', '--tenant', 'acme']);
    expect(out).toBe(
      [
        'acme · since ever · Europe/Paris',
        '',
        '  tickets opened              4,580',
        '  tickets reopened              152',
        '  tickets put on hold         1,236',
        '  calls answered                  –  no calls',
        '  tickets closed              4,559',
        '  requests resolved           4,569',
        '  of these, at first contact    69%  3,154 of 4,569',
        '  of these, without level 2   96.8%  4,423 of 4,569',
        '  satisfied requesters          75%  3 of 4 · mean score 3.75 · 4 of 5 surveys answered',
        '  deadlines kept                  –  no ticket with deadlines resolved',
        '  visits avoided                  –  no ticket of a category that needs visits resolved',
        '',
      ].join('\n'),
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('speaks French', async () => {
    answering({ ...whole, asOf: '2011-12-31T23:00:00.000Z' });
    const line = ['kpi', '--from', '2010-01-01', '--to', '2012-01-01'];
    const { out } = await stage.relais(line, { LANG: 'fr_FR.UTF-8' });
    expect(out).toContain('acme · du 2010-01-01 au 2012-01-01 exclu · Europe/Paris · tels qu’au');
    expect(out.replaceAll(/\s/g, ' ')).toContain('dont sans le niveau 2    96,8 %  4 423 sur 4 569');
    expect(out).toContain('aucun appel');
  });

  it('heads each sheet of a cut by what it is about', async () => {
    const cut = async (by: string, sheets: readonly object[]) => {
      answering({ ...whole, sheets: sheets.map((sheet) => ({ ...sheet, ...figures, scores })) });
      return (await stage.relais(['kpi', '--cut', by])).out
        .split('\n')
        .filter((line) => /^\S/.test(line))
        .slice(1);
    };
    expect(
      await cut('client', [{ cut: 'c-1', name: 'Lumen\u001b[2J' }, { cut: 'c-2' }, { cut: null }]),
    ).toEqual(['c-2', 'Lumen\ufffd[2J', 'no client']);
    expect(await cut('priority', [{ cut: 1 }, { cut: null }])).toEqual(['priority 1', 'not classified']);
    expect(await cut('agent', [{ cut: null }, { cut: 'value-10' }, { cut: 'value-2' }])).toEqual([
      ...['value-2', 'value-10', 'no agent'],
    ]);
    expect(await cut('kind', [{ cut: 'incident' }])).toEqual(['incident']);
    expect(await cut('agent', [])).toEqual(['Nothing happened in this period.']);
  });

  it('gives programs one flat object, alone on stdout', async () => {
    answering({ ...whole, late: true });
    const { out, err } = await stage.relais(['kpi', '--json']);
    expect(JSON.parse(out)).toEqual(figures);
    expect(Object.keys(JSON.parse(out) as object)).toEqual(Object.keys(figures));
    expect(err).toBe(
      'The lists are still catching up: what was written last may be missing from these figures.\n',
    );
  });

  it('gives programs a list of a cut’s sheets', async () => {
    answering({
      ...whole,
      sheets: [
        { cut: 'c-1', name: 'Lumen', ...figures, scores },
        { cut: null, ...figures, scores },
      ],
    });
    expect(JSON.parse((await stage.relais(['kpi', '--json', '--cut', 'client'])).out)).toEqual([
      { cut: 'c-1', name: 'Lumen', ...figures },
      { cut: null, ...figures },
    ]);
    answering({ ...whole, sheets: [] });
    expect(JSON.parse((await stage.relais(['kpi', '--json', '--cut', 'client'])).out)).toEqual([]);
  });

  it('answers 2 for what cannot be read, in words of its own', async () => {
    answering({ error: { code: 'day-unreadable', text: 'Variable "$from" got invalid value "now"' } }, 400);
    expect(await stage.relais(['kpi', '--from', 'now'])).toMatchObject({
      ...{ code: 2, out: '', err: 'A day is written such as 2026-03-02.\n' },
    });
    expect(await stage.relais(['kpi', '--cut', 'colour'])).toMatchObject({
      ...{ code: 2, err: '--cut colour is none of client, product, agent, priority, kind.\n', asked: [] },
    });
  });

  it('answers 1 for a provider that nobody knows, and 2 where it must be named', async () => {
    answering({ error: { code: 'unknown', text: 'There is no such provider.' } }, 404);
    expect(await stage.relais(['kpi', '--tenant', 'nowhere'])).toMatchObject({
      ...{ code: 1, out: '', err: 'There is no such provider.\n' },
    });
    answering({ error: { code: 'ambiguous', tenants: ['acme', 'borealis'] } }, 409);
    expect(await stage.relais(['kpi'])).toMatchObject({
      ...{ code: 2, err: 'More than one matches; name the tenant with --tenant: acme, borealis.\n' },
    });
  });
});
