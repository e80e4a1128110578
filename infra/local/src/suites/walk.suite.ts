import { setTimeout as pause } from 'node:timers/promises';
import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { as, dataOf, type Answer, type Ask } from '../testing/caller.ts';
import { clientOf, grant, known, outcomeOf, send, wish, type Wish } from '../testing/desk.ts';
import { emptyFolder, type Place } from '../testing/folder.ts';
import { endAll, type Shipped } from '../testing/shipped.ts';
import { whole } from '../testing/whole.ts';

/** A ticket that walks from contact to closure, in a Relais that is started on a folder. */
export const walk = (start: (folder: string) => Promise<Shipped>): void => {
  // Whole programs are started, on whatever else the machine is doing.
  jest.setTimeout(180_000);

  type Shown = { readonly [field: string]: unknown };
  type Account = 'nadia' | 'remi';

  /** One command of the walk, and the ticket as it was then. */
  type Stop = {
    readonly account: Account;
    readonly wish: Wish;
    readonly outcome: Answer;
    readonly revision: number;
    readonly shown: Shown;
    /** An instant after this command and before the next one. */
    readonly after: string;
  };

  let place: Place;
  let relais: Shipped;
  let schema: GraphQLSchema;
  let everything: string;
  let asks: { readonly [account in 'nadia' | 'remi' | 'ada' | 'claire' | 'oscar' | 'odile' | 'noah']: Ask };
  let ticketId: string;
  let stops: readonly Stop[];

  /** What remains when the past that was asked for is not looked at. */
  const timeless = ({ asOf: _, ...rest }: Shown): Shown => rest;

  const show = async (asOf: string | null, ask: Ask = asks.ada): Promise<Shown | null> => {
    const source = `query ($id: ID!, $asOf: AsOf) { ticket(id: $id, asOf: $asOf) ${everything} }`;
    return dataOf(await ask(source, { id: ticketId, asOf }))['ticket'] as Shown | null;
  };

  /** A closing is answered by its survey a moment later, and what others know is that of now: both may differ when read again. */
  const later = ['Ticket.survey', 'Ticket.knownFailures', 'Ticket.similarTickets'];

  /** What no requester sees. */
  const inside = ['notes', 'proof', 'deadlines', 'escalations', 'dossier', 'defects', 'articlesUsed'];

  /** What each account may see of the ticket that its command left. */
  const selections = (): { readonly [account in Account]: string } => ({
    nadia: everything,
    remi: whole(schema, 'Ticket', { without: [...later, ...inside.map((field) => `Ticket.${field}`)] }),
  });

  const step = async (account: Account, field: string, input: object): Promise<Stop> => {
    const sent = wish(field, { ...(ticketId && { ticketId }), ...input });
    const outcome = await send(asks[account], sent, selections()[account]);
    const { ok, refusal, ticket } = outcomeOf(outcome);
    expect({ field, ok, refusal }).toEqual({ field, ok: true, refusal: null });
    ticketId = ticket?.id ?? '';
    const shown = await show(null);
    await pause(5);
    const after = new Date().toISOString();
    await pause(5);
    return { account, wish: sent, outcome, revision: Number(shown?.['revision']), shown: shown ?? {}, after };
  };

  const walk = async (): Promise<readonly Stop[]> => {
    const lumen = await clientOf(relais.url, 'claire@acme');
    const { client, person, product } = await known(asks.nadia, 'remi.lambert@lumen.example', lumen);
    const opened = await step('nadia', 'openTicket', {
      ...{ kind: 'INCIDENT', channel: 'PHONE', clientId: client, requesterId: person, productId: product },
      ...{ subject: 'L’imprimante ne sort plus rien', description: 'Elle clignote orange depuis ce matin.' },
      ...{ equipment: 'L200, n° 4711', reference: 'INC-0042' },
    });
    const solved = { code: 'SOLVED', cause: 'CONFIGURATION', remotely: true };
    return [
      opened,
      await step('remi', 'receiveMessage', { channel: 'PORTAL', text: 'Elle fait aussi un bruit.' }),
      await step('nadia', 'sendMessage', { channel: 'MAIL', text: 'Je m’en occupe.' }),
      await step('nadia', 'addNote', { text: 'Déjà vu chez Orfeo.' }),
      await step('nadia', 'classifyTicket', {
        ...{ kind: 'INCIDENT', category: 'impression', impact: 'MEDIUM', urgency: 'HIGH' },
      }),
      await step('nadia', 'takeTicket', {}),
      await step('nadia', 'answerFilterQuestion', { question: 'Voyant orange ?', answer: 'Oui, fixe.' }),
      await step('nadia', 'answerFilterQuestion', {
        question: 'Voyant orange ?',
        answer: 'Non, il clignote.',
      }),
      await step('nadia', 'recordDiagnosis', { words: 'Pilote désinstallé par une mise à jour.' }),
      await step('nadia', 'tryStep', { step: 'Réinstaller le pilote', outcome: 'NO_EFFECT' }),
      await step('nadia', 'tryStep', { step: 'Redémarrer le spouleur', outcome: 'WORKED' }),
      await step('nadia', 'holdTicket', { for: 'REQUESTER', until: '2099-01-01T08:00:00Z' }),
      await step('remi', 'receiveMessage', { channel: 'PORTAL', text: 'Je peux réessayer maintenant.' }),
      await step('nadia', 'resolveTicket', { ...solved, solution: 'Pilote réinstallé.' }),
      await step('remi', 'contestSolution', { comment: 'Toujours rien.' }),
      await step('nadia', 'resolveTicket', { ...solved, code: 'WORKAROUND', solution: 'Autre file.' }),
      await step('remi', 'confirmSolution', { comment: 'Cette fois oui.' }),
      await step('nadia', 'closeTicket', {}),
    ];
  };

  beforeAll(async () => {
    place = emptyFolder();
    relais = await start(place.folder);
    const names = ['nadia', 'remi', 'ada', 'claire', 'oscar', 'odile'] as const;
    const acme = names.map(async (name) => [name, await as(relais.url, `${name}@acme`)] as const);
    const noah = ['noah', await as(relais.url, 'noah@borealis')] as const;
    asks = Object.fromEntries([...(await Promise.all(acme)), noah]) as typeof asks;
    schema = buildClientSchema(
      dataOf(await asks.ada(getIntrospectionQuery())) as unknown as IntrospectionQuery,
    );
    everything = whole(schema, 'Ticket', { without: later });
    stops = await walk();
  });

  afterAll(async () => {
    await relais.end();
    endAll();
    place.remove();
  });

  describe('a ticket that walked from contact to closure', () => {
    it('was in the states of a life', () => {
      const told = stops
        .map(({ shown }) => shown['status'])
        .filter((status, i, all) => status !== all[i - 1]);
      expect(told).toEqual(['OPEN', 'ON_HOLD', 'OPEN', 'RESOLVED', 'OPEN', 'RESOLVED', 'CLOSED']);
    });

    it('told at each moment who had the ball', () => {
      const had = stops.map(({ shown }) => shown['ballHolder']).filter((who, i, all) => who !== all[i - 1]);
      expect(had).toEqual(['LEVEL_1', 'REQUESTER', 'LEVEL_1', 'REQUESTER', 'LEVEL_1', 'REQUESTER', 'NOBODY']);
    });

    it('shows all that was told, in the fields of all three services', () => {
      const last = stops.at(-1)?.shown ?? {};
      const words = (text: string) => ({ text, erased: false });
      expect(last).toMatchObject({
        ...{
          openingKind: 'INCIDENT',
          channel: 'PHONE',
          reference: 'INC-0042',
          confirmed: true,
          reopenings: 1,
        },
        ...{ subject: words('L’imprimante ne sort plus rien'), equipment: words('L200, n° 4711') },
        ...{ client: { name: 'Lumen Matériel' }, requester: { name: words('Rémi Lambert') } },
        product: { name: 'Imprimante Lumen L200' },
        messages: [{ received: true }, { received: false }, { received: true }],
        notes: [{ text: words('Déjà vu chez Orfeo.'), by: 'nadia' }],
        ...{ priority: 2, category: 'impression', answers: [{ answer: words('Non, il clignote.') }] },
        diagnosis: { words: words('Pilote désinstallé par une mise à jour.') },
        steps: [{ outcome: 'NO_EFFECT' }, { outcome: 'WORKED' }],
        resolution: { code: 'WORKAROUND', cause: 'CONFIGURATION', solution: words('Autre file.') },
        proof: { intact: true, damage: [] },
      });
      expect(last['number']).toMatch(/^R-\d+$/);
    });

    it('is, as of each revision, what it was shown as at that moment', async () => {
      for (const { revision, shown } of stops)
        expect(await show(`revision:${revision}`)).toEqual({ ...shown, asOf: `revision:${revision}` });
    });

    it('was answered by each command as it is shown as of the revision that the command led to', async () => {
      for (const { account, outcome, revision } of stops) {
        const source = `query ($id: ID!, $asOf: AsOf) { ticket(id: $id, asOf: $asOf) ${selections()[account]} }`;
        const asOf = `revision:${revision}`;
        const { ticket } = dataOf(await asks[account](source, { id: ticketId, asOf }));
        expect(outcomeOf(outcome).ticket).toEqual(ticket);
      }
    });

    it('is, at an instant between two commands, what it was then, by either time', async () => {
      for (const { after, shown } of stops) {
        expect(timeless((await show(after)) ?? {})).toEqual(timeless(shown));
        expect(timeless((await show(`recorded:${after}`)) ?? {})).toEqual(timeless(shown));
      }
    });

    it('was not there before it was opened', async () => {
      const before = new Date(Date.parse(String(stops[0]?.shown['openedAt'])) - 1).toISOString();
      expect([await show(before), await show(`recorded:${before}`)]).toEqual([null, null]);
    });

    it('can be shown as of every revision, also between the two events of one command', async () => {
      const last = stops.at(-1)?.revision ?? 0;
      const double = stops.filter(({ revision }, i) => revision > (stops[i - 1]?.revision ?? -1) + 1);
      expect(double.map(({ wish: { field } }) => field)).toEqual(['contestSolution']);
      for (let revision = 0; revision <= last; revision += 1)
        expect(await show(`revision:${revision}`)).toMatchObject({
          revision,
          proof: { events: revision + 1 },
        });
    });

    it('answers the same command again with the same answer, and writes nothing', async () => {
      const heads = async () => (await fetch(`${relais.url}/operator/heads`)).text();
      const before = await heads();
      for (const { account, wish: sent, outcome } of stops)
        expect(await send(asks[account], sent, selections()[account])).toEqual(outcome);
      expect(await heads()).toBe(before);
    });

    it('is told with what happened at the time when it happened, not when it was recorded', async () => {
      const { person, client } = await known(
        asks.nadia,
        'remi.lambert@lumen.example',
        await clientOf(relais.url, 'claire@acme'),
      );
      const opening = {
        kind: 'QUESTION',
        channel: 'PHONE',
        clientId: client,
        requesterId: person,
        subject: 'Fax',
      };
      const { id } = await grant(asks.nadia, wish('openTicket', opening));
      await pause(20);
      const happenedAt = new Date().toISOString();
      await pause(20);
      const late = { ticketId: id, happenedAt, text: 'Vu à son bureau.' };
      await grant(asks.nadia, wish('addNote', late));
      const source = 'query ($id: ID!, $asOf: AsOf) { ticket(id: $id, asOf: $asOf) { notes { at } } }';
      const at = async (asOf: string) => dataOf(await asks.nadia(source, { id, asOf }))['ticket'];
      expect(await at(happenedAt)).toEqual({ notes: [{ at: happenedAt }] });
      expect(await at(`recorded:${happenedAt}`)).toEqual({ notes: [] });
    });
  });

  describe('its history', () => {
    const typesFor = async (account: keyof typeof asks): Promise<readonly string[] | null> => {
      const source = 'query ($id: ID!) { ticketHistory(ticketId: $id, first: 100) { events { type } } }';
      const { ticketHistory } = dataOf(await asks[account](source, { id: ticketId }));
      const page = ticketHistory as { readonly events: readonly { readonly type: string }[] } | null;
      return page && page.events.map(({ type }) => type);
    };

    it('is whole for the staff', async () => {
      const types = (await typesFor('ada')) ?? [];
      expect(types).toEqual([
        ...['TicketOpened', 'MessageReceived', 'MessageSent', 'NoteAdded', 'TicketClassified', 'TicketTaken'],
        ...[
          'FilterQuestionAnswered',
          'FilterQuestionAnswered',
          'DiagnosisRecorded',
          'StepTried',
          'StepTried',
        ],
        ...['TicketHeld', 'MessageReceived', 'TicketResolved', 'SolutionContested', 'TicketReopened'],
        ...['TicketResolved', 'SolutionConfirmed', 'TicketClosed'],
      ]);
      expect(types).toEqual(await typesFor('nadia'));
    });

    it('holds no note for the client, and no diagnosis for the requester', async () => {
      const all = (await typesFor('ada')) ?? [];
      const internal = ['NoteAdded'];
      const ofTheClient = [...internal, 'FilterQuestionAnswered', 'DiagnosisRecorded'];
      expect(all).toEqual(expect.arrayContaining(ofTheClient));
      expect(await typesFor('claire')).toEqual(all.filter((type) => !internal.includes(type)));
      expect(await typesFor('remi')).toEqual(all.filter((type) => !ofTheClient.includes(type)));
    });

    it('is none for another client, another requester or another provider', async () => {
      for (const account of ['oscar', 'odile', 'noah'] as const) {
        expect(await typesFor(account)).toBeNull();
        expect(
          dataOf(await asks[account]('query ($id: ID!) { ticket(id: $id) { id } }', { id: ticketId })),
        ).toEqual({
          ticket: null,
        });
      }
    });

    it('is intact, as the auditor verifies it', async () => {
      const source = 'query ($id: ID!) { verify(ticketId: $id) { intact events head damage { what } } }';
      const { verify } = dataOf(await asks.ada(source, { id: ticketId }));
      const heads = await (await fetch(`${relais.url}/operator/heads`)).text();
      const own = heads.split('\n').find((line) => line.includes(ticketId)) ?? '{}';
      const { hash, revision } = JSON.parse(own) as { readonly hash: string; readonly revision: number };
      expect(verify).toEqual({ intact: true, events: revision + 1, head: hash, damage: [] });
    });

    it('is given in pages without a gap', async () => {
      const source = `query ($id: ID!, $after: String) {
      ticketHistory(ticketId: $id, first: 4, after: $after) { next events { revision } }
    }`;
      const seen: number[] = [];
      let after: string | null = null;
      do {
        const { ticketHistory } = dataOf(await asks.ada(source, { id: ticketId, after }));
        const page = ticketHistory as { next: string | null; events: readonly { revision: number }[] };
        seen.push(...page.events.map(({ revision }) => revision));
        after = page.next;
      } while (after !== null);
      expect(seen).toEqual(
        Array.from({ length: (stops.at(-1)?.revision ?? 0) + 1 }, (_, revision) => revision),
      );
    });
  });
};
