import type { Caller } from '@relais/contracts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { graphql, isObjectType, type GraphQLSchema } from 'graphql';
import { whole } from '../testing/whole.ts';
import { boundTo, callerOf, deskOf } from './callers.ts';
import { differences, type Finding, type Scope } from './compare.ts';
import { rows } from './rows.ts';
import { makeThings, type Everything } from './things.ts';
import { askingOf, openWorld, type OwnWorld } from './world.ts';

jest.setTimeout(60_000);

let world: OwnWorld;
let things: Everything;
beforeAll(async () => {
  world = await openWorld();
  things = await makeThings(world);
});
afterAll(() => world.close());

const schemaOf = (name: string): GraphQLSchema => {
  const found = world.running.find((service) => service.name === name);
  if (!found) throw new Error(`no service ${name}`);
  return found.schema;
};

const foreigners = ['noah@borealis', 'root@borealis', 'oscar@acme', 'odile@acme', 'victor@acme'] as const;
const services = ['intake', 'triage', 'escalation', 'knowledge', 'satisfaction', 'history'] as const;
const pairs = services.flatMap((service) => foreigners.map((foreigner) => [service, foreigner] as const));

/** What a service answers for its own part of a ticket, past the gateway. */
const entities = async (service: string, caller: Caller, selection: string, asOf: string | null) =>
  graphql({
    schema: schemaOf(service),
    source: `query ($them: [_Any!]!) { _entities(representations: $them) { ... on Ticket ${selection} } }`,
    variableValues: { them: [{ __typename: 'Ticket', id: things.own.ticket, asOf }] },
    contextValue: askingOf(caller),
  });

describe('the part that a service has of a ticket', () => {
  it.each(pairs)('of %s is nothing for %s, now and then', async (service, foreigner) => {
    const selection = whole(schemaOf(service), 'Ticket');
    for (const asOf of [null, 'revision:0'])
      expect(await entities(service, callerOf(foreigner), selection, asOf)).toEqual({
        data: { _entities: [null] },
      });
  });

  it.each(services)('of %s is there for its own desk', async (service) => {
    const { data, errors } = await entities(service, callerOf('nadia@acme'), '{ id }', null);
    expect({ data, errors }).toEqual({ data: { _entities: [{ id: things.own.ticket }] } });
  });
});

describe('a ticket with all that hangs on it', () => {
  const everything = () => whole(world.federation.api, 'Ticket');
  const shown = async (caller: Caller, id: string) =>
    world.ask(caller, `query ($id: ID!) { ticket(id: $id) ${everything()} }`, { id });

  it.each(foreigners)('is nothing at all for %s', async (foreigner) => {
    expect(await shown(callerOf(foreigner), things.own.ticket)).toEqual({
      data: { ticket: null },
      notices: [],
    });
  });

  it('names nobody else’s things in a list', async () => {
    const source = `{ tickets(first: 100) { nodes ${everything()} } }`;
    const strange = [things.tenant, things.client].flatMap((theirs) => [
      ...[theirs.ticket, theirs.reference, theirs.client, theirs.person, theirs.mail, theirs.phone],
      ...[theirs.survey, theirs.defect, theirs.visit],
    ]);
    const told = JSON.stringify(await world.ask(boundTo('lumen'), source));
    expect(told).toContain(things.own.ticket);
    expect(strange.filter((value) => told.includes(value))).toEqual([]);
  });
});

describe('a defect, for its vendor', () => {
  it('is told with its product, across clients, and names neither ticket nor client nor person', async () => {
    const source = '{ defects { nodes { id title product { name vendor } ticket { number } } } }';
    const answer = await world.ask(callerOf('victor@acme'), source);
    const product = { name: 'Imprimante Lumen L200', vendor: 'lumen' };
    const page = answer.data?.['defects'] as { readonly nodes: readonly object[] } | undefined;
    expect(page?.nodes).toContainEqual({ id: things.own.defect, title: 'Rayures', product, ticket: null });
    const told =
      JSON.stringify(
        await world.ask(
          callerOf('victor@acme'),
          `{ defects(first: 1) ${whole(world.federation.api, 'DefectPage')} }`,
        ),
      ) + JSON.stringify(answer);
    const secrets = Object.values(things).flatMap(({ ticket, number, client, person, reference, agent }) => [
      ...[ticket, number, client, person, `"${reference}"`, `"${agent}"`],
    ]);
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
    expect(told).not.toContain(things.client.defect);
  });
});

/** Lets one resolver answer with the eyes of the ticket's own desk, whoever asks, while something is looked at. */
const planted = async <Seen>(
  [service, type, field]: readonly [string, string, string],
  look: () => Promise<Seen>,
): Promise<Seen> => {
  const found = schemaOf(service).getType(type);
  const target = isObjectType(found) ? found.getFields()[field] : undefined;
  const way = type === 'Subscription' ? 'subscribe' : 'resolve';
  const sound = target?.[way];
  if (!target || !sound) throw new Error(`no resolver ${type}.${field}`);
  target[way] = (source, args, _, info) => sound(source, args, askingOf(deskOf('borealis', 'sara')), info);
  try {
    return await look();
  } finally {
    target[way] = sound;
  }
};

const found = (scope: Partial<Scope> = {}): Promise<readonly Finding[]> =>
  differences(world, rows, {
    ...{ caller: deskOf('acme', 'sofia'), own: things.own, foreign: things.tenant, shared: [] },
    ...scope,
  });

describe('a resolver without its scope check', () => {
  it.each([
    ['triage', 'Query', 'ticket', 'id'],
    ['history', 'Query', 'verify', 'ticketId'],
    ['history', 'Query', 'ticketHistory', 'ticketId'],
    ['intake', 'Query', 'person', 'mail'],
    ['intake', 'Query', 'client', 'id'],
    ['intake', 'Mutation', 'addNote', 'input.ticketId'],
    ['triage', 'Mutation', 'holdTicket', 'input.ticketId'],
    ['triage', 'Query', 'queueCounts', 'queues'],
    ['triage', 'Subscription', 'ticketChanged', 'id'],
    ['triage', 'Subscription', 'queueChanged', 'after'],
    ['escalation', 'Query', 'handOvers', 'queue'],
    ['escalation', 'Query', 'handOvers', 'after'],
    ['escalation', 'Query', 'defects', 'after'],
    ['escalation', 'Mutation', 'recordFix', 'input.defectId'],
    ['escalation', 'Mutation', 'cancelVisit', 'input.ticketId'],
    ['knowledge', 'Query', 'article', 'id'],
    ['knowledge', 'Query', 'articles', 'filter.product'],
    ['knowledge', 'Query', 'articles', 'after'],
    ['knowledge', 'Mutation', 'useArticle', 'input.ticketId'],
    ['knowledge', 'Mutation', 'retireArticle', 'input.articleId'],
    ['satisfaction', 'Query', 'surveys', 'filter.client'],
    ['satisfaction', 'Mutation', 'answerSurvey', 'input.surveyId'],
    ['satisfaction', 'Mutation', 'decideImprovement', 'input.improvementId'],
  ])('%s %s.%s is found, with the path %s', async (service, type, field, path) => {
    const findings = await planted([service, type, field], () => found());
    expect(findings).toContainEqual(expect.objectContaining({ field, path }));
    expect(findings.filter((finding) => finding.field !== field)).toEqual([]);
  });

  it('is not found where there is none', async () => {
    expect(await found()).toEqual([]);
  });
});
