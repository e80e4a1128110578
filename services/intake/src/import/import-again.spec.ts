import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openTestPorts, type TestPorts } from '@relais/testkit';
import {
  events,
  header,
  log,
  rows,
  run,
  telling,
  tickets,
  typesOf,
  written,
} from '../testing/import-stage.ts';

// Hundreds of tickets, on whatever else the machine is doing.
jest.setTimeout(60_000);

describe('importing a log again', () => {
  let test: TestPorts;

  beforeEach(async () => {
    test = await openTestPorts('2026-03-02T08:00:00.000Z');
  });
  afterEach(() => test.close());

  const life = [{ what: 'open' }, { what: 'take' }, { what: 'solve', text: 'yes' }, { what: 'close' }];
  const many = (count: number): string => {
    const all = Array.from({ length: count }, (_, n) =>
      rows(...life.map((row) => ({ ...row, ticket: `T${n}` }))),
    );
    return `${header}\n${all.join('\n')}\n`;
  };

  it('writes nothing the second time', async () => {
    await run(test.ports, many(50));
    const head = await test.ports.store.head();
    const { result } = await run(test.ports, many(50));
    expect(result).toMatchObject({ rows: 200, events: 0, alreadyThere: 201, tickets: 50, rejects: 0 });
    expect(await test.ports.store.head()).toBe(head);
  });

  it('turns away the tickets of the same desk that another file brought before, and uses up no numbers', async () => {
    await run(test.ports, many(3));
    const head = await test.ports.store.head();
    const { result, rejects } = await run(test.ports, `${many(3)}\n`);
    expect(result).toMatchObject({ events: 0, tickets: 0, clients: 1, rejects: 12 });
    expect(rejects.map(({ line, code }) => `${line} ${code}`).toSorted()).toEqual(
      Array.from({ length: 12 }, (_, n) => `${n + 2} reference-taken`).toSorted(),
    );
    expect(rejects[0]?.text).toBe('Another ticket has this reference.');
    expect(await test.ports.store.head()).toBe(head);
  });

  it('knows the clients of a desk again in its next log, and those of another desk not', async () => {
    await run(test.ports, log({ what: 'open' }));
    await run(test.ports, log({ ticket: 'B', what: 'open' }));
    await run(test.ports, log({ ticket: 'C', what: 'open' }), { ...written, desk: 'a third desk' });
    const clients = (await tickets(test.ports)).map(([first]) => first?.client);
    expect(clients[1]).toBe(clients[0]);
    expect(clients[2]).not.toBe(clients[0]);
    expect((await events(test.ports)).filter(({ type }) => type === 'ClientRegistered')).toHaveLength(2);
  });

  it('goes on where it was broken off, and ends as if nothing had happened', async () => {
    const content = many(400);
    const kept = async () =>
      (await tickets(test.ports))
        .map((history) => ({
          types: typesOf(history),
          number: String(Object(history[0]?.data).number),
        }))
        .toSorted((a, b) => Number(a.number.slice(2)) - Number(b.number.slice(2)));
    const small = `${many(1)}`;
    await run(test.ports, small);
    for (const enough of [1, 12, 40]) {
      const listening = telling(test.ports, content);
      for (let told = 0; told < enough; told += 1) await listening.next();
      await listening.return(undefined);
    }
    const { result } = await run(test.ports, content);
    expect(result).toMatchObject({ tickets: 399, rejects: 4 });
    expect((result?.alreadyThere ?? 0) > 0).toBe(true);
    const broken = await kept();
    await test.close();
    test = await openTestPorts('2026-03-02T08:00:00.000Z');
    await run(test.ports, small);
    await run(test.ports, content);
    expect(broken).toEqual(await kept());
    expect(new Set(broken.map(({ number }) => number)).size).toBe(400);
  });
});
