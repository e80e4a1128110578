import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventStoreDb, type EventStoreDbUnderTest } from '@relais/testkit';
import { as, dataOf } from './testing/caller.ts';
import { clientOf, grant, known, send, wish } from './testing/desk.ts';
import { emptyFolder, type Place } from './testing/folder.ts';
import { endAll, relais, start, tryStart } from './testing/shipped.ts';

// Whole programs are started, on whatever else the machine is doing.
jest.setTimeout(60_000);

let server: EventStoreDbUnderTest;
let place: Place;
beforeAll(async () => {
  server = await eventStoreDb();
  place = emptyFolder();
});
afterAll(async () => {
  endAll();
  place.remove();
  await server.close();
});

describe('a history on EventStoreDB', () => {
  it('outlives Relais and a kill of the server, and is replayed and verified like any other', async () => {
    const environment = { RELAIS_EVENTSTOREDB_URL: server.url };
    const first = await start(place.folder, environment);
    const nadia = await as(first.url, 'nadia@acme');
    const client = await clientOf(first.url, 'claire@acme');
    const { person } = await known(nadia, 'remi.lambert@lumen.example', client);
    const opening = { kind: 'INCIDENT', channel: 'PHONE', clientId: client, requesterId: person };
    const opened = wish('openTicket', { ...opening, subject: 'L’imprimante ne sort plus rien' });
    const { id } = await grant(nadia, opened);
    await grant(nadia, wish('addNote', { ticketId: id, text: 'Déjà vu.' }));
    await server.crash();
    await grant(nadia, wish('takeTicket', { ticketId: id }));
    expect(existsSync(join(place.folder, 'events.db'))).toBe(false);
    await first.end();

    const second = await start(place.folder, environment);
    const again = await as(second.url, 'nadia@acme');
    const source = 'query ($id: ID!) { ticket(id: $id) { revision holder notes { text { text } } } }';
    const { ticket } = dataOf(await again(source, { id }));
    expect(ticket).toEqual({ revision: 2, holder: 'nadia', notes: [{ text: { text: 'Déjà vu.' } }] });
    // The same wish again is answered from the history.
    expect((await send(again, opened)).errors).toEqual([]);
    const replayed = await relais(['replay', id, '--url', second.url]);
    expect([replayed.code, replayed.out]).toEqual([0, expect.stringContaining('nadia  took it')]);
    expect((await relais(['verify', '--url', second.url])).code).toBe(0);
    await second.end();
    expect(readdirSync(place.folder).filter((name) => name.startsWith('events'))).toEqual([]);
  });

  it('that cannot be reached is told in one line', async () => {
    const ended = await tryStart(['--port', '0', '--data', place.folder], {
      RELAIS_EVENTSTOREDB_URL: 'esdb://ops:secret@127.0.0.1:9',
    });
    const lines = ended.err.trim().split('\n');
    expect(ended.code).toBe(1);
    expect(lines.at(-1)).toContain('RELAIS_EVENTSTOREDB_URL');
    expect(ended.err).not.toMatch(/secret|\n\s+at /);
  });
});
