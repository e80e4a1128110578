import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ticket, type Sealed } from '@relais/contracts';
import { replay } from '@relais/kernel';
import { openTestPorts, type TestPorts } from '@relais/testkit';
import { events, hashOf, log, rows, run, tickets, typesOf, written } from '../testing/import-stage.ts';
import { readMapping } from './flaw.ts';
import { importLog, type ImportTold } from './import-log.ts';

describe('importing a log', () => {
  let test: TestPorts;

  beforeEach(async () => {
    test = await openTestPorts('2026-03-02T08:00:00.000Z');
  });
  afterEach(() => test.close());

  it('writes facts with the times of the log, and infers what it leaves out', async () => {
    const { result } = await run(
      test.ports,
      log(
        { what: 'take' },
        { what: 'wait' },
        { what: 'wait' },
        { what: 'take' },
        { what: 'solve', text: 'yes' },
        { what: 'note', text: 'x' },
        { what: 'close' },
        { what: 'wait', who: 'Lena' },
        { what: 'read' },
      ),
    );
    const [history = []] = await tickets(test.ports);
    expect(typesOf(history)).toEqual([
      ...[
        '2* TicketOpened',
        '2 TicketTaken',
        '3 TicketHeld',
        '4 TicketHeld',
        '5* TicketResumed',
        '5 TicketTaken',
      ],
      ...['6 TicketResolved', '7 NoteAdded', '8 TicketClosed', '9* TicketReopened', '9 TicketHeld'],
    ]);
    expect(history[0]).toMatchObject({
      ...{ happenedAt: '2010-01-13T07:00:00.000Z', recordedAt: '2026-03-02T08:00:00.000Z', by: 'nadia' },
      data: { kind: 'incident', queue: 'level-1', reference: 'A', number: 'R-1' },
    });
    expect(history[9]).toMatchObject({ by: 'lena', data: { why: 'worked-on' } });
    expect(replay(ticket, history)).toMatchObject({ status: 'on-hold', heldFor: 'requester' });
    expect(result).toEqual({
      ...{
        rows: 9,
        events: 12,
        alreadyThere: 0,
        tickets: 1,
        clients: 1,
        products: 0,
        warnings: 0,
        rejects: 0,
      },
      agents: [
        { id: 'nadia', level: 1 },
        { id: 'lena', level: 2 },
      ],
    });
  });

  it('registers clients and products as they appear, each once', async () => {
    await run(
      test.ports,
      log(
        { what: 'open', product: 'P1' },
        { ticket: 'B', what: 'open', product: 'P1' },
        { ticket: 'C', what: 'open', firm: 'Orfeo' },
      ),
    );
    const registered = (await events(test.ports)).filter(({ type }) => type.endsWith('Registered'));
    expect(registered.map(({ type, data, by }) => ({ type, data, by }))).toEqual([
      { type: 'ClientRegistered', by: 'operator', data: { name: 'Lumen', queue: 'level-1' } },
      { type: 'ProductRegistered', by: 'operator', data: { vendor: 'maker', name: 'P1', versions: [] } },
      { type: 'ClientRegistered', by: 'operator', data: { name: 'Orfeo', queue: 'level-1' } },
    ]);
    const opened = (await tickets(test.ports)).map(
      ([first]) => first?.data as { client: string; product?: string },
    );
    expect(opened[0]).toEqual({ ...opened[1], number: 'R-1', reference: 'A' });
    expect(opened[2]?.client).not.toBe(opened[0]?.client);
    expect(opened[2]).not.toHaveProperty('product');
  });

  it('rejects what cannot be mapped, each row with its line and why', async () => {
    const bad = [
      'A,2010-01-13T09:00:00,Nadia,take,Lumen',
      rows({ ticket: '', what: 'take' }),
      rows({ who: '', what: 'take' }),
      rows({ when: 'yesterday', what: 'take' }),
      rows({ when: '2026-03-02T09:00:01', what: 'take' }),
      rows({ what: 'sing' }),
      rows({ what: 'solve', text: 'perhaps' }),
      rows({ what: 'note' }),
      rows({ what: 'wait', text: 'x' }).replace('x', '"x\ny"'),
      rows({ ticket: 'B', what: 'take', firm: '' }),
      '"A",2010-01-13T09:00:00,"Nadia',
    ];
    const { rejects, result } = await run(test.ports, `${log({ what: 'open' })}${bad.join('\n')}`);
    expect(rejects.map(({ line, to, code }) => `${line}-${to ?? ''} ${code}`)).toEqual([
      ...[
        '3-3 columns-wrong',
        '4-4 ticket-missing',
        '5-5 agent-missing',
        '6-6 time-unreadable',
        '7-7 time-ahead',
      ],
      ...[
        '8-8 no-rule',
        '9-9 value-unknown',
        '10-10 value-missing',
        '13-13 client-missing',
        '14- row-unreadable',
      ],
    ]);
    expect(rejects.map(({ text }) => text).slice(0, 8)).toEqual([
      'The row has 5 columns, not 8.',
      'The row names no ticket.',
      'The row names nobody who did it.',
      '“yesterday” is no time as the mapping describes it.',
      '2026-03-02T09:00:01 has not come yet.',
      'No rule of the mapping matches the row.',
      'rules[8].facts[0].code: the mapping does not say what “perhaps” means.',
      'rules[2].facts[0].text is empty.',
    ]);
    expect(result).toMatchObject({ rows: 12, rejects: 10, tickets: 1 });
    expect((await tickets(test.ports)).map(typesOf)).toEqual([['2 TicketOpened', '11 TicketHeld']]);
  });

  it('says so in French, too', async () => {
    const { rejects } = await run(
      test.ports,
      log({ what: 'sing' }, { what: 'solve', text: 'perhaps' }),
      written,
      'fr',
    );
    expect(rejects.map(({ text }) => text)).toEqual([
      'Aucune règle de la correspondance ne s’applique à la ligne.',
      'rules[8].facts[0].code : la correspondance ne dit pas ce que signifie « perhaps ».',
    ]);
  });

  it('rejects rows of another encoding', async () => {
    const latin = Buffer.from(
      `${log({ what: 'open' }, { what: 'note', text: 'é' }, { what: 'take' })}`,
      'latin1',
    );
    expect((await run(test.ports, latin)).rejects).toMatchObject([{ line: 3, code: 'undecodable' }]);
  });

  it('keeps the first client and product of a ticket, and warns of each contradiction once', async () => {
    const { warnings } = await run(
      test.ports,
      log(
        { what: 'open', product: 'P1' },
        { what: 'take', firm: 'Orfeo', product: 'P2' },
        { what: 'take', firm: 'Fjord', product: '' },
        { what: 'open', firm: '' },
        { what: 'take', when: '2010-01-13T07:59:00' },
      ),
    );
    expect(warnings).toMatchObject([
      {
        line: 3,
        code: 'client-contradicted',
        text: 'The client was “Lumen” and is now “Orfeo”: the first one is kept.',
      },
      { line: 3, code: 'product-contradicted' },
      { line: 5, code: 'opened-before' },
      { line: 6, code: 'time-goes-back' },
    ]);
    const [history = []] = await tickets(test.ports);
    expect(new Set(history.map(({ client }) => client)).size).toBe(1);
    expect(typesOf(history)).toEqual(['2 TicketOpened', '3 TicketTaken', '4 TicketTaken', '6 TicketTaken']);
  });

  it('seals what people say, and who they are', async () => {
    const said = { caller: 'Rémi Lambert', text: 'Il pleut du zinzolin' };
    await run(
      test.ports,
      log({ what: 'open', ...said }, { what: 'note', ...said }, { ticket: 'B', what: 'open', ...said }),
    );
    const all = await events(test.ports);
    expect(JSON.stringify(all)).not.toMatch(/Lambert|zinzolin/);
    const persons = all.filter(({ type }) => type === 'PersonRegistered');
    expect(persons).toHaveLength(1);
    const open = (box: unknown) => test.ports.keys.open(box as Sealed);
    const [person] = persons.map(({ data }) => data as { name: Sealed });
    expect(await open(person?.name)).toBe('Rémi Lambert');
    const [[opened, noted] = []] = await tickets(test.ports);
    expect(opened).toMatchObject({ onBehalfOf: persons[0]?.stream.split('.')[1] });
    expect(await open(Object(opened?.data).subject)).toBe('Il pleut du zinzolin');
    expect(await open(Object(noted?.data).text)).toBe('Il pleut du zinzolin');
  });

  it('takes texts along when their person is forgotten, also when the log comes again', async () => {
    const content = log(
      { what: 'open', caller: 'Rémi', text: 'x' },
      { what: 'note', caller: 'Rémi', text: 'y' },
    );
    const { result } = await run(test.ports, content);
    const person = (await events(test.ports)).find(({ type }) => type === 'PersonRegistered')?.stream ?? '';
    await test.ports.keys.forget(person, 1);
    const further = `${content}${rows({ when: '2010-01-14T08:00:00', what: 'note', caller: 'Rémi', text: 'z' })}`;
    expect((await run(test.ports, content)).result).toMatchObject({
      events: 0,
      alreadyThere: result?.events,
    });
    expect((await run(test.ports, further.replaceAll('A,', 'B,'))).result?.events).toBeGreaterThan(0);
    const boxes = (await tickets(test.ports))
      .flat()
      .flatMap(({ data }) => Object.values(data as object))
      .filter((value) => (value as Sealed).box);
    expect(await Promise.all(boxes.map((box) => test.ports.keys.open(box as Sealed)))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('names the defects and visits that the log does not name', async () => {
    await run(
      test.ports,
      log(
        { what: 'bug', product: 'P1' },
        { what: 'bug' },
        { what: 'fix' },
        { what: 'fix' },
        { what: 'fix' },
        { what: 'plan' },
        { what: 'visit' },
        { ticket: 'B', what: 'fix' },
      ),
    );
    const [history = [], other = []] = await tickets(test.ports);
    const named = history
      .slice(1)
      .map(({ data }) => data as { defect?: string; visit?: string; product?: string });
    const [one, two] = named.map(({ defect }) => defect);
    expect(one).not.toBe(two);
    expect(named.slice(2, 5).map(({ defect }) => defect)).toEqual([one, two, two]);
    expect(named[0]?.product).toBe(Object(history[0]?.data).product);
    expect(named[6]?.visit).toBe(named[5]?.visit);
    expect(other[1]?.data).toMatchObject({ defect: expect.any(String) });
  });

  it('fixes the defect that waits longest, and then the last one again', async () => {
    await run(test.ports, log(...['bug', 'fix', 'bug', 'fix', 'fix'].map((what) => ({ what }))));
    const [history = []] = await tickets(test.ports);
    const [a, b, c, d, e] = history.slice(1).map(({ data }) => String(Object(data).defect));
    expect([b, d, e]).toEqual([a, c, c]);
    expect(c).not.toBe(a);
  });

  it('writes nothing when the mapping does not fit the file', async () => {
    expect((await run(test.ports, log({ what: 'open' }), { ...written, ticket: '{Ticket}' })).last).toEqual({
      flaws: [{ path: 'ticket', text: 'The file has no column “Ticket”.' }],
    });
    expect((await run(test.ports, '')).last).toEqual({
      flaws: [{ path: 'file', text: 'The file is empty.' }],
    });
    const alien = { ...written, file: { encoding: 'klingon' } };
    expect((await run(test.ports, 'x', alien)).last).toMatchObject({ flaws: [{ path: 'file.encoding' }] });
    expect((await run(test.ports, Buffer.from([0x74, 0xff]))).last).toMatchObject({
      flaws: [{ path: 'file', text: 'The first row cannot be read. The row holds bytes that are no utf-8.' }],
    });
    expect(await test.ports.store.head()).toBe(0);
  });

  it('addresses columns by their place in a file without a header', async () => {
    const bare = {
      ...{ desk: 'bare', file: { header: false, separator: ';' }, time: { column: '#2' }, ticket: '{#1}' },
      ...{ agent: { id: '{#3}', absent: 'robot' }, client: { name: 'Lumen' }, opening: { kind: 'request' } },
      rules: [{ facts: [{ type: 'NoteAdded', text: '{#4}' }] }],
    };
    await run(test.ports, '7;2010-01-13T08:00:00Z;;un\n7;2010-01-13T09:00:00+01:00;Nadia;deux\n', bare);
    const [history = []] = await tickets(test.ports);
    expect(typesOf(history)).toEqual(['1* TicketOpened', '1 NoteAdded', '2 NoteAdded']);
    expect(history.map(({ by }) => by)).toEqual(['robot', 'robot', 'nadia']);
  });

  it('says when it got another file than was announced', async () => {
    const read = readMapping(written, 'en');
    if ('length' in read) throw new Error('flawed');
    const content = log({ what: 'open' });
    async function* bytes() {
      yield Buffer.from(content);
    }
    const wish = {
      tenant: 'acme',
      mapping: read,
      batch: hashOf('else'),
      actor: 'operator',
      language: 'en',
    } as const;
    let last: ImportTold | null = null;
    for await (const told of importLog(test.ports, wish, bytes())) last = told;
    expect(last).toEqual({ otherFile: { hash: hashOf(content) } });
  });
});
