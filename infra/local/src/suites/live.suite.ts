import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { callerOf } from '../matrix/callers.ts';
import type { Running } from '../start.ts';
import { as, post, tokenOf, type Ask } from '../testing/caller.ts';
import { clientOf, grant, known, wish, type Known } from '../testing/desk.ts';
import { emptyFolder, type Place } from '../testing/folder.ts';
import { ways, type Subscriber, type Told, type Way } from '../testing/live.ts';
import { seeded } from '../testing/seeded.ts';
import { signedFor } from '../testing/token.ts';

/** Who follows a list or a ticket, in a Relais that is started on a folder, as one process or as many. */
export const live = (processes: 'one' | 'many', start: (folder: string) => Promise<Running>): void => {
  jest.setTimeout(180_000);

  let place: Place;
  let relais: Running;
  let nadia: Ask;
  let remi: Known;
  let odile: Known;
  beforeAll(async () => {
    place = emptyFolder();
    relais = await start(place.folder);
    nadia = await as(relais.url, 'nadia@acme');
    remi = await known(nadia, 'remi.lambert@lumen.example', await clientOf(relais.url, 'claire@acme'));
    odile = await known(nadia, 'odile.marchand@orfeo.example', await clientOf(relais.url, 'oscar@acme'));
  });
  afterAll(async () => {
    await relais.stop();
    place.remove();
  });

  const subscribers: Subscriber[] = [];
  afterEach(() => {
    for (const subscriber of subscribers.splice(0)) subscriber.close();
  });
  const subscriber = async (way: Way, account: string): Promise<Subscriber> => {
    const made = ways[way](relais.url, await tokenOf(relais.url, account));
    subscribers.push(made);
    return made;
  };

  const open = async ({ client, person, product }: Known): Promise<string> => {
    const of = { clientId: client, requesterId: person, productId: product };
    const said = { kind: 'INCIDENT', channel: 'PHONE', subject: 'Plus rien ne sort' };
    const { id } = await grant(nadia, wish('openTicket', { ...of, ...said }));
    return id;
  };
  const note = (ticketId: string, text = 'Vu.') => grant(nadia, wish('addNote', { ticketId, text }));

  type Change = {
    readonly ticketId: string;
    readonly revision: number;
    readonly ticket: { readonly status: string; readonly client: { readonly name: string } } | null;
  };
  type Batch = { readonly cursor: string; readonly restart: boolean; readonly changes: readonly Change[] };

  const list = `subscription ($filter: TicketFilter! = {}, $after: String) {
  queueChanged(filter: $filter, after: $after) {
    cursor restart changes { ticketId revision ticket { id status subject { text } client { name } } }
  }
}`;
  const one = `subscription ($id: ID!, $after: Int) {
  ticketChanged(id: $id, after: $after) { id revision status holder notes { text { text } } client { name } }
}`;

  const toldBy = async (coming: AsyncIterableIterator<Told>): Promise<Told> => {
    const { done, value } = await coming.next();
    if (done) throw new Error('nothing more came');
    return value as Told;
  };
  const read = async (coming: AsyncIterableIterator<Told>): Promise<Batch> => {
    const { data, errors } = await toldBy(coming);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data['queueChanged'] as Batch;
  };
  const shown = ({ changes }: Batch) =>
    changes.map(({ ticketId, revision, ticket }) => [ticketId, revision, ticket?.status ?? null]);

  /** What is told of a ticket next; what others do meanwhile may come before it. */
  const next = async (coming: AsyncIterableIterator<Told>, id: string) => {
    for (;;) {
      const found = shown(await read(coming)).find(([ticketId]) => ticketId === id);
      if (found) return found;
    }
  };

  const both = Object.keys(ways) as readonly Way[];

  describe.each(both)('who follows a list over a %s', (way) => {
    it('is told of a command within a second, with what other services know of the ticket', async () => {
      const { subscribe } = await subscriber(way, 'nadia@acme');
      const coming = subscribe(list);
      await read(coming);
      const since = performance.now();
      const id = await open(remi);
      const batch = await read(coming);
      expect(performance.now() - since).toBeLessThan(1_000);
      const ticket = {
        id,
        status: 'OPEN',
        subject: { text: 'Plus rien ne sort' },
        client: { name: 'Lumen Matériel' },
      };
      expect(batch).toMatchObject({ restart: false, changes: [{ ticketId: id, revision: 0, ticket }] });
    });

    it('is told what comes into the filter and what leaves it', async () => {
      const { subscribe } = await subscriber(way, 'nadia@acme');
      const coming = subscribe(list, { filter: { unheld: true, client: [remi.client] } });
      await read(coming);
      const others = await open(odile);
      expect(await next(coming, others)).toEqual([others, 0, null]);
      const id = await open(remi);
      expect(await next(coming, id)).toEqual([id, 0, 'OPEN']);
      await grant(nadia, wish('takeTicket', { ticketId: id }));
      expect(await next(coming, id)).toEqual([id, 1, null]);
    });

    it('is told at most ten times a second, each ticket once', async () => {
      const ids = await Promise.all(Array.from({ length: 5 }, () => open(remi)));
      const { subscribe } = await subscriber(way, 'nadia@acme');
      const coming = subscribe(list);
      await read(coming);
      const begun = performance.now();
      const writing = Promise.all(
        ids.map(async (id) => {
          for (let n = 0; n < 30; n += 1) await note(id);
        }),
      );
      const last = new Map<string, number>();
      let batches = 0;
      while (ids.some((id) => last.get(id) !== 30)) {
        const { changes } = await read(coming);
        batches += 1;
        expect(new Set(changes.map(({ ticketId }) => ticketId)).size).toBe(changes.length);
        for (const { ticketId, revision } of changes) last.set(ticketId, revision);
      }
      await writing;
      expect(batches).toBeLessThanOrEqual((performance.now() - begun) / 100 + 1);
    });

    it('loses and doubles nothing, however often they go and come back by their cursor', async () => {
      const { subscribe } = await subscriber(way, 'nadia@acme');
      const chance = seeded(20417);
      const ids = await Promise.all(Array.from({ length: 8 }, () => open(remi)));
      const filter = { client: [remi.client] };
      let coming = subscribe(list, { filter });
      let { cursor } = await read(coming);
      const revisions = new Map<string, number>();
      let left = 120;
      const writing = (async () => {
        while (left > 0) {
          const id = chance.pick(ids);
          // Counted before: its reader may be told sooner than its writer is answered.
          revisions.set(id, (revisions.get(id) ?? 0) + 1);
          left -= 1;
          await note(id);
          if (chance.whole(4) === 0) await pause(chance.whole(60));
        }
      })();
      const told: Change[] = [];
      const isWhole = () =>
        [...revisions].every(([id, last]) =>
          told.some((one) => one.ticketId === id && one.revision === last),
        );
      while (left > 0 || !isWhole()) {
        const batch = await read(coming);
        expect(batch.restart).toBe(false);
        // One time in three the connection breaks before the batch is there.
        const isLost = chance.whole(3) === 0;
        if (!isLost) ({ cursor } = batch);
        if (!isLost) told.push(...batch.changes);
        if (!isLost && chance.whole(3) > 0) continue;
        await coming.return?.();
        coming = subscribe(list, { filter, after: cursor });
      }
      await writing;
      const each = told.map(({ ticketId, revision }) => `${ticketId} ${revision}`);
      expect(new Set(each).size).toBe(each.length);
      expect(each.length).toBeGreaterThan(ids.length);
    });

    it('is told to begin again after a rebuild, and what happens from there', async () => {
      const { subscribe } = await subscriber(way, 'nadia@acme');
      const id = await open(remi);
      const coming = subscribe(list);
      const { cursor } = await read(coming);
      const rebuilt = await post(`${relais.url}/operator/rebuild`, { projection: 'queue' });
      expect(await rebuilt.text()).toContain('"projection":"queue"');
      expect(await read(coming)).toMatchObject({ restart: true, changes: [] });
      const again = subscribe(list, { after: cursor });
      expect(await read(again)).toMatchObject({ restart: true, changes: [] });
      await note(id);
      for (const each of [coming, again]) expect(shown(await read(each))).toEqual([[id, 1, 'OPEN']]);
    });

    it.each(['noah@borealis', 'oscar@acme', 'odile@acme', 'victor@acme'])(
      'is told nothing of what is not theirs: %s',
      async (account) => {
        const { subscribe } = await subscriber(way, account);
        const id = await open(remi);
        const coming = subscribe(list);
        await read(coming);
        const more = coming.next();
        more.catch(() => undefined);
        await note(id);
        await grant(nadia, wish('takeTicket', { ticketId: id }));
        expect(await Promise.race([more, pause(400, 'silence')])).toBe('silence');
        const { errors } = await toldBy(subscribe(one, { id }));
        expect(errors).toMatchObject([
          { message: 'There is no such ticket.', extensions: { code: 'NOT_FOUND' } },
        ]);
        expect((await toldBy(subscribe(one, { id: 'nowhere' }))).errors).toEqual(errors);
      },
    );
  });

  describe.each(both)('who follows a ticket over a %s', (way) => {
    it('is told it at once, and each time that it has changed', async () => {
      const id = await open(remi);
      const { subscribe } = await subscriber(way, 'nadia@acme');
      const coming = subscribe(one, { id });
      const client = { name: 'Lumen Matériel' };
      expect(await toldBy(coming)).toEqual({
        data: { ticketChanged: { ...{ id, revision: 0, status: 'OPEN', holder: null, notes: [], client } } },
      });
      await note(id, 'Déjà vu ailleurs.');
      const { data } = await toldBy(coming);
      expect(data).toMatchObject({
        ticketChanged: { revision: 1, notes: [{ text: { text: 'Déjà vu ailleurs.' } }] },
      });
      const late = subscribe(one, { id, after: 0 });
      expect(await toldBy(late)).toMatchObject({ data: { ticketChanged: { revision: 1 } } });
      await coming.return?.();
      await late.return?.();
      await grant(nadia, wish('takeTicket', { ticketId: id }));
      const again = subscribe(one, { id, after: 1 });
      expect(await toldBy(again)).toMatchObject({
        data: { ticketChanged: { revision: 2, holder: 'nadia' } },
      });
    });

    it('is refused what asks for too much', async () => {
      const { subscribe } = await subscriber(way, 'nadia@acme');
      const aliases = Array.from({ length: 31 }, (_, n) => `a${n}: id`).join(' ');
      const { errors } = await toldBy(subscribe(`subscription { ticketChanged(id: "x") { ${aliases} } }`));
      expect(errors).toMatchObject([{ extensions: { limit: 'aliases' } }]);
    });

    it('is told no more than they may read', async () => {
      const id = await open(remi);
      const { subscribe } = await subscriber(way, 'claire@acme');
      const coming = subscribe(one, { id });
      for (const revision of [0, 1, 2]) {
        const { data, errors } = await toldBy(coming);
        expect(data).toMatchObject({ ticketChanged: { revision, notes: null } });
        expect(errors).toMatchObject([
          { extensions: { code: 'FORBIDDEN' }, path: ['ticketChanged', 'notes'] },
        ]);
        await note(id);
      }
    });
  });

  describe.each(both)('a token that ends (%s)', (way) => {
    it('ends what it was used for, though tickets go on changing', async () => {
      const made = ways[way](relais.url, await signedFor(place.folder, callerOf('nadia@acme'), 2));
      subscribers.push(made);
      const coming = made.subscribe(list);
      await read(coming);
      const id = await open(remi);
      const told: Told[] = [];
      for (const late = Date.now() + 5_000; told.at(-1)?.errors === undefined && Date.now() < late;) {
        await note(id);
        told.push(await toldBy(coming));
      }
      expect(told.length).toBeGreaterThan(2);
      expect(told.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(await coming.next()).toMatchObject({ done: true });
    });
  });

  describe('who does not read', () => {
    const delivered = async (): Promise<number> => {
      const text = await (await fetch(`${relais.url}/metrics`)).text();
      return Number(/^relais_live_deliveries_total{transport="ws"} (\d+)$/m.exec(text)?.[1] ?? 0);
    };

    it('is waited for, and told how things are once they read again', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, () => open(remi)));
      for (const id of ids) await note(id, 'x'.repeat(5_000));
      const notes = Array.from({ length: 20 }, (_, n) => `n${n}: notes { text { text } }`).join(' ');
      const query = `subscription { queueChanged { cursor restart changes { ticketId revision ticket { ${notes} } } } }`;
      const socket = new WebSocket(`${relais.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      const batches: Batch[] = [];
      socket.on('message', (data: Buffer) => {
        const { type, payload } = JSON.parse(data.toString()) as {
          readonly type: string;
          readonly payload?: Told;
        };
        if (type === 'connection_ack')
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
        if (payload?.data) batches.push(payload.data['queueChanged'] as Batch);
      });
      await once(socket, 'open');
      const authorization = `Bearer ${await tokenOf(relais.url, 'nadia@acme')}`;
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
      while (batches.length === 0) await pause(5);
      socket.pause();
      let rounds = 0;
      const counts: number[] = [];
      // Until the buffers between are full nobody can know that nobody reads.
      while (counts.length < 6 || counts.at(-1) !== counts.at(-6)) {
        expect((rounds += 1)).toBeLessThan(60);
        await Promise.all(ids.map((id) => note(id)));
        await pause(110);
        counts.push(await delivered());
      }
      const before = batches.length;
      socket.resume();
      const last = new Map<string, number>();
      while (ids.some((id) => last.get(id) !== rounds + 1)) {
        await pause(20);
        const changes = batches.flatMap((batch) => batch.changes);
        for (const { ticketId, revision } of changes) last.set(ticketId, revision);
      }
      expect(batches.filter(({ restart }) => restart)).toEqual([]);
      // What was on its way between two processes when nobody read any more is told before that.
      if (processes === 'one') expect(batches.length - before).toBeLessThan(rounds);
      socket.terminate();
    });
  });

  describe('a stop', () => {
    it('takes less than five seconds, and less than one when nobody is in the way', async () => {
      const own = emptyFolder();
      const running = await start(own.folder);
      const token = await tokenOf(running.url, 'nadia@acme');
      const made = both.map((way) => ways[way](running.url, token));
      const coming = made.map(({ subscribe }) => subscribe(list));
      for (const each of coming) await read(each);
      const ends = coming.map((each) =>
        each.next().then(
          () => 'told',
          () => 'cut',
        ),
      );
      const since = performance.now();
      await running.stop();
      expect(performance.now() - since).toBeLessThan(1_000);
      expect(await Promise.all(ends)).toEqual(['cut', 'cut']);
      own.remove();
    });
  });
};
