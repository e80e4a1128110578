import type { RelaisEvent, Role } from '@relais/contracts';
import type { Asking } from '@relais/nest';
import { acme, openTestPorts, type TestPorts } from '@relais/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runProjection } from '@relais/bus';
import { Dossiers } from '../dossiers.ts';
import { defectRows, defectsProjection } from './defects.projection.ts';
import { Defects } from './defects.ts';

const asking = (role: Role, vendor: string | null = null, tenant = 'acme'): Asking => ({
  caller: { tenant, actor: 'victor', roles: [role], level: null, clients: null, person: null, vendor },
  correlation: 'spec',
  language: 'en',
  notices: new Set(),
});
const agent = asking('agent');
const vendor = asking('vendor', 'lumen');

let test: TestPorts;
let defects: Defects;
let minute = 0;

const opened = (product?: string): RelaisEvent => ({
  type: 'TicketOpened',
  data: { number: 'R-1', kind: 'incident', client: 'lumen', queue: 'lumen-1', ...(product && { product }) },
});
const raised = (defect: string, product?: string): RelaisEvent => ({
  type: 'DefectRaised',
  data: { defect, title: defect, ...(product && { product }) },
});

/** Each a minute after the one before. */
const given = async (ticket: string, ...events: readonly RelaisEvent[]): Promise<void> => {
  for (const event of events) {
    minute += 1;
    test.now(`2026-03-02T08:${String(minute).padStart(2, '0')}:00.000Z`);
    await test.given(acme('ticket', ticket), [event], { client: 'lumen' });
  }
};

const readable = async () => test.ports.processors.get('defects')?.caughtUp?.(await test.ports.store.head());

const page = (who: Asking, first: number, after?: string, product: string | null = null) =>
  defects.page(who, { product, first, after });

/** All that is listed, page by page; `between` happens after each page. */
const listed = async (who: Asking, first: number, between: () => Promise<void> = async () => undefined) => {
  await readable();
  const seen: string[] = [];
  for (let after: string | undefined, more = true; more;) {
    const { nodes, next } = await page(who, first, after);
    seen.push(...nodes.map(({ id }) => id));
    after = next ?? undefined;
    more = next !== null;
    await between();
    await readable();
  }
  return seen;
};

beforeEach(async () => {
  minute = 0;
  test = await openTestPorts();
  defects = new Defects(test.ports, new Dossiers(test.ports));
  defects.onApplicationBootstrap();
  for (const [id, of] of [
    ['l200', 'lumen'],
    ['compta', 'orfeo'],
  ] as const)
    await test.given(acme('product', id), [
      { type: 'ProductRegistered', data: { vendor: of, name: id, versions: [] } },
    ]);
});

afterEach(async () => {
  await defects.beforeApplicationShutdown();
  await test.close();
});

describe('the list of defects', () => {
  beforeEach(async () => {
    await given('t1', opened('l200'), raised('a1', 'l200'));
    await given('t2', opened('l200'), raised('b1', 'l200'), raised('b2', 'l200'), raised('b3', 'l200'));
    await given('t3', opened('compta'), raised('c1', 'compta'));
    await given('t4', opened('l200'));
    await given('t1', raised('a2', 'l200'));
  });

  it('shows each exactly once, the latest tickets first, however large the pages are', async () => {
    for (const first of [1, 2, 3, 4, 100]) {
      expect([first, await listed(vendor, first)]).toEqual([first, ['b1', 'b2', 'b3', 'a1', 'a2']]);
      expect([first, await listed(agent, first)]).toEqual([first, ['c1', 'b1', 'b2', 'b3', 'a1', 'a2']]);
    }
  });

  it('shows what is raised on a ticket that was shown already, once, and loses nothing', async () => {
    let more = 0;
    const raise = async () => {
      more += 1;
      if (more < 3) await given('t2', raised(`b${3 + more}`, 'l200'));
    };
    expect(await listed(vendor, 2, raise)).toEqual(['b1', 'b2', 'b3', 'b4', 'b5', 'a1', 'a2']);
  });

  it('is of one product where that is asked for', async () => {
    await readable();
    const ids = async (product: string) =>
      (await page(agent, 9, undefined, product)).nodes.map(({ id }) => id);
    expect([await ids('compta'), await ids('l200'), await ids('none')]).toEqual([
      ['c1'],
      ['b1', 'b2', 'b3', 'a1', 'a2'],
      [],
    ]);
    expect((await page(vendor, 9, undefined, 'compta')).nodes).toEqual([]);
  });

  it('has cursors of its own, for the same product, scope and provider alone', async () => {
    await readable();
    const { next } = await page(vendor, 1);
    const bad = { code: 'after-unreadable', field: 'after' };
    const strange = [() => page(vendor, 1, next ?? '', 'l200'), () => page(vendor, 1, 'c2VhbGVk')];
    strange.push(() => page(agent, 1, next ?? ''));
    strange.push(() => page(asking('vendor', 'lumen', 'borealis'), 1, next ?? ''));
    for (const ask of strange) await expect(ask()).rejects.toMatchObject(bad);
  });

  it('has 1 to 100 on a page', async () => {
    await expect(page(agent, 0)).rejects.toMatchObject({ code: 'page-too-small', field: 'first' });
    await expect(page(agent, 101)).rejects.toMatchObject({ code: 'page-too-large', field: 'first' });
  });

  it('is the same when it is built anew', async () => {
    await readable();
    const before = await test.ports.projections.table(defectRows).hash();
    await defects.beforeApplicationShutdown();
    const running = runProjection({ ...test.ports, projection: defectsProjection(test.ports.histories) });
    await running.rebuild();
    await running.stop();
    expect(await test.ports.projections.table(defectRows).hash()).toBe(before);
  });
});

describe('a defect that an import knows little of', () => {
  it('is of its ticket’s product', async () => {
    await given('t1', opened('l200'), raised('a1'));
    await readable();
    expect(await page(vendor, 9)).toMatchObject({
      nodes: [{ id: 'a1', product: { id: 'l200' }, symptoms: null }],
    });
  });

  it('tells the product of a ticket that has none', async () => {
    await given('t1', opened(), raised('a1', 'l200'), raised('a2'));
    expect(await listed(vendor, 9)).toEqual(['a1', 'a2']);
  });

  it('is nothing for the vendor of another product, though it stands on the same ticket', async () => {
    await given('t1', opened('l200'), raised('a1'), raised('a2', 'compta'));
    expect(await listed(vendor, 9)).toEqual(['a1']);
    expect(await listed(asking('vendor', 'orfeo'), 9)).toEqual([]);
    expect(await listed(agent, 9)).toEqual(['a1', 'a2']);
    expect(await defects.met(vendor, 'a2')).toBeNull();
    expect(await defects.met(agent, 'a2')).toMatchObject({ ticketId: 't1' });
  });

  it('is nobody’s but the staff’s without any product', async () => {
    await given('t1', opened(), raised('a1'));
    expect([await listed(vendor, 9), await listed(agent, 9)]).toEqual([[], ['a1']]);
  });
});
