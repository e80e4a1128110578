import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Envelope } from '@relais/contracts';
import { openWorld, type World } from './matrix/world.ts';
import { operatorOf } from './operator/operator.ts';
import {
  countBy,
  eventsOf,
  importInto,
  shippedMapping,
  statusesOf,
  ticketsIn,
  type Heard,
  type Told,
} from './testing/importing.ts';
import { statusLog } from './testing/status-log.ts';

// All services, on whatever else the machine is doing.
jest.setTimeout(120_000);

const log = statusLog();
const mapping = shippedMapping('status-log.mapping.json');
const { caller } = operatorOf('acme');

describe('300 tickets of a help desk that writes states and lines of support', () => {
  let world: World;
  let heard: Heard;
  let events: readonly Envelope[];
  let tickets: readonly Told[];

  const told = (kind: 'reject' | 'warning'): readonly string[] =>
    heard.told.flatMap((one) => {
      const remark =
        kind === 'reject' && 'reject' in one ? one.reject : 'warning' in one ? one.warning : null;
      return remark && kind in one ? [`${remark.line} ${remark.code}`] : [];
    });
  const ask = async (source: string, variables: object = {}) => {
    const { data, errors } = await world.ask(caller, source, { ...variables });
    expect(errors).toBeUndefined();
    return data ?? {};
  };

  beforeAll(async () => {
    world = await openWorld();
    heard = await importInto(world, 'acme', log.content, mapping);
    events = (await eventsOf(world.store, 'acme')).filter(({ source }) => source);
    tickets = ticketsIn(events);
  });
  afterAll(() => world.close());

  it('are all there, and every row is accounted for', () => {
    expect(heard.result).toMatchObject({
      rows: log.rows,
      tickets: log.tickets,
      rejects: 30,
      warnings: log.warnings.length,
    });
    expect(tickets).toHaveLength(log.tickets);
    expect(told('reject')).toEqual(log.rejects);
    expect(new Set(log.rejects.map((one) => one.split(' ')[1])).size).toBe(5);
    expect(told('warning')).toEqual(log.warnings);
    expect(log.warnings.length).toBeGreaterThan(10);
  });

  it('end as the log ends, by the streams and by the lists', async () => {
    expect(countBy(tickets, ({ state }) => state.status)).toEqual(log.ends);
    const shown = Object.entries(log.ends).map(([status, count]) => [
      status.replace('-', '_').toUpperCase(),
      count,
    ]);
    expect(await statusesOf(world, caller)).toEqual(Object.fromEntries(shown));
  });

  it('have what the log leaves out, and say so', () => {
    const inferred = events.filter(({ source }) => source?.inferred);
    expect(countBy(inferred, ({ type }) => type)).toEqual(log.inferred);
  });

  it('went up to level 2 and came back as their lines of support say', () => {
    const handed = tickets.filter(({ history }) => history.some(({ type }) => type === 'HandOverAccepted'));
    expect(handed.length).toBeGreaterThan(20);
    for (const { state, history } of handed)
      expect(state.level).toBe(history.some(({ type }) => type === 'HandOverReturned') ? 1 : 2);
    expect(heard.result.agents.filter(({ level }) => level === 2)).toEqual([{ id: 'léna', level: 2 }]);
  });

  it('are read by those who may, with the accents of the log', async () => {
    const source = `query { tickets(filter: { status: [OPEN] }, first: 1) { nodes {
      id reference subject { text } channel client { name } product { name vendor } requester { name { text } } } } }`;
    const { tickets: page } = (await ask(source)) as { tickets: { nodes: readonly object[] } };
    expect(page.nodes).toMatchObject([{ subject: { text: 'Écran noir' }, channel: 'PHONE' }]);
    expect(JSON.stringify(events)).not.toMatch(/cran noir|Lambert|zinzolin/);
  });

  it('go on like any other ticket', async () => {
    const source = `query { tickets(filter: { status: [OPEN] }, first: 1) { nodes { id } } }`;
    const { tickets: page } = (await ask(source)) as { tickets: { nodes: readonly { id: string }[] } };
    const ticketId = page.nodes[0]?.id;
    const take = `mutation ($input: TakeTicketInput!) { takeTicket(input: $input) { ok ticket { status holder } } }`;
    const agent = { ...caller, actor: 'nadia', roles: ['agent'], level: 1 } as const;
    const input = { commandId: '5f4c2b7e-2c43-4b2e-9a57-0b8f6a1d9c11', ticketId };
    const { data } = await world.ask(agent, take, { input });
    expect(data).toEqual({ takeTicket: { ok: true, ticket: { status: 'OPEN', holder: 'nadia' } } });
  });

  it('woke nobody', async () => {
    const all = await eventsOf(world.store, 'acme');
    const live = all.filter(({ source, stream }) => !source && stream.startsWith('ticket-'));
    expect(live.map(({ type }) => type)).toEqual(['TicketTaken']);
    expect(all.filter(({ stream }) => stream.startsWith('survey-'))).toEqual([]);
  });

  it('are written once, behind what was done to them meanwhile', async () => {
    const before = await world.store.head();
    const again = await importInto(world, 'acme', log.content, mapping);
    expect(again.result).toMatchObject({
      events: 0,
      tickets: log.tickets,
      alreadyThere: heard.result.events,
    });
    expect(await world.store.head()).toBe(before);
  });

  it('read the same from UTF-16 with other separators', async () => {
    const wide = Buffer.from(
      log.content.toString('latin1').replaceAll(';', '\t').replaceAll('\n', '\r\n'),
      'utf16le',
    );
    const other = { ...mapping, file: { separator: '\t', encoding: 'utf-16le' } };
    const { result } = await importInto(world, 'borealis', wide, other);
    expect(result).toMatchObject({ rows: log.rows, tickets: log.tickets, events: heard.result.events });
    const theirs = ticketsIn((await eventsOf(world.store, 'borealis')).filter(({ source }) => source));
    expect(countBy(theirs, ({ state }) => state.status)).toEqual(log.ends);
  });
});
