import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Caller, Envelope } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { tenantKey } from '@relais/keys';
import { subgraph, type Asking, type Subgraph } from '@relais/nest';
import { acme, closed, opened, openTestPorts, reopened, resolved, type TestPorts } from '@relais/testkit';
import { graphql, type ExecutionResult, type GraphQLError } from 'graphql';
import { satisfaction } from './satisfaction.module.ts';

// Whole services are started, on whatever else the machine is doing.
jest.setTimeout(60_000);

type Fields = { readonly [name: string]: unknown };
type Told = ExecutionResult<Fields>;

const nadia: Caller = {
  ...{ tenant: 'acme', actor: 'nadia', roles: ['agent'], level: 1 },
  ...{ clients: null, person: null, vendor: null },
};
const sofia: Caller = { ...nadia, actor: 'sofia', roles: ['supervisor'], level: null };
const bound: Caller = { ...nadia, actor: 'bruno', clients: ['orfeo'] };
const claire: Caller = { ...nadia, actor: 'claire', roles: ['client'], level: null, clients: ['acme'] };
const oscar: Caller = { ...claire, actor: 'oscar', clients: ['orfeo'] };
const zoe: Caller = { ...claire, actor: 'zoe', roles: ['requester'], person: 'zoe' };
const paul: Caller = { ...zoe, actor: 'paul', person: 'paul' };
const noah: Caller = { ...sofia, tenant: 'borealis', actor: 'noah' };

let test: TestPorts;
let service: Subgraph;

beforeEach(async () => {
  test = await openTestPorts('2026-03-02T08:00:00.000Z');
  service = await subgraph(satisfaction, test.ports);
});
afterEach(async () => {
  await service.close();
  await test.close();
});

const ask = async (caller: Caller, source: string, variableValues: Fields = {}): Promise<Told> => {
  const contextValue: Asking = { caller, correlation: 'spec', language: 'en', notices: new Set() };
  return (await graphql({ schema: service.schema, source, variableValues, contextValue })) as Told;
};

const send = async (caller: Caller, field: string, input: Fields, shape: string): Promise<Told> => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const source = `mutation ($input: ${type}) { done: ${field}(input: $input) { ok refusal { code text by at } ${shape} } }`;
  return ask(caller, source, { input: { commandId: randomUUID(), ...input } });
};

/** Closings are answered, and the lists show it. */
const settled = async (): Promise<void> => {
  const { processors, store } = test.ports;
  for (const name of ['survey', 'surveys', 'improvements'])
    await processors.get(name)?.caughtUp?.(await store.head());
};

const eventsOf = async (type: string): Promise<readonly Envelope[]> =>
  (await test.ports.store.readAll(0)).map(({ event }) => event).filter((event) => event.type === type);

/** A ticket is opened, resolved and closed; gives the id of its survey. */
const close = async (ticket: string, { client = 'acme', requester = 'zoe' } = {}): Promise<string> => {
  const chain = [tenantKey('acme'), acme('client', client), acme('person', requester)];
  await test.ports.keys.keep(await test.ports.keys.ready([...chain, acme('ticket', ticket)]));
  const opening = { ...opened, data: { ...opened.data, client, requester } };
  await test.given(acme('ticket', ticket), [opening, resolved, closed], { client });
  await settled();
  const [survey] = (await eventsOf('SurveySent')).toReversed();
  return survey?.stream.slice('survey-acme.'.length) ?? '';
};

const words = '{ text erased }';
const whole = `{ id status score comment ${words} sentAt expiresAt answeredAt ticket { id asOf } }`;

const ofTicket = async (caller: Caller, id = 't1', asOf: string | null = null): Promise<unknown> => {
  const source = `query ($them: [_Any!]!) { _entities(representations: $them) { ... on Ticket { survey ${whole} } } }`;
  const { data, errors } = await ask(caller, source, { them: [{ __typename: 'Ticket', id, asOf }] });
  expect(errors).toBeUndefined();
  const [ticket] = (data?.['_entities'] ?? []) as readonly ({ readonly survey: unknown } | null)[];
  return ticket && ticket.survey;
};

const answer = async (caller: Caller, input: Fields): Promise<unknown> => {
  const { data, errors } = await send(caller, 'answerSurvey', input, `survey ${whole}`);
  expect(errors).toBeUndefined();
  return data?.['done'];
};

describe('the survey of a ticket', () => {
  it('is found by who may see the ticket, and by nobody else', async () => {
    const id = await close('t1');
    const sent = {
      ...{ id, status: 'SENT', score: null, comment: null, answeredAt: null },
      ...{ sentAt: '2026-03-02T08:00:00.000Z', expiresAt: '2026-03-16T08:00:00.000Z' },
      ticket: { id: 't1', asOf: null },
    };
    for (const caller of [zoe, nadia, claire]) expect(await ofTicket(caller)).toEqual(sent);
    for (const caller of [paul, bound, oscar, noah]) expect(await ofTicket(caller)).toBeNull();
  });

  it('is none before a closing, and after one that asks nobody', async () => {
    await test.given(acme('ticket', 't1'), [opened, resolved]);
    expect(await ofTicket(nadia)).toBeNull();
    await test.given(acme('ticket', 't1'), [closed], { source: { batch: 'log', line: 3 } });
    await settled();
    expect(await ofTicket(nadia)).toBeNull();
  });

  it('is that of the last closing', async () => {
    const first = await close('t1');
    await test.given(acme('ticket', 't1'), [reopened]);
    expect(await ofTicket(nadia)).toMatchObject({ id: first });
    await test.given(acme('ticket', 't1'), [resolved, closed]);
    await settled();
    expect(await ofTicket(nadia)).not.toMatchObject({ id: first });
    expect(await ofTicket(nadia)).toMatchObject({ status: 'SENT' });
  });

  it('is answered by the requester, whose words are read until they are forgotten', async () => {
    const surveyId = await close('t1');
    test.now('2026-03-03T08:00:00.000Z');
    const left = {
      ...{ status: 'ANSWERED', score: 4, comment: { text: 'Quick and kind', erased: false } },
      answeredAt: '2026-03-03T08:00:00.000Z',
    };
    expect(await answer(zoe, { surveyId, score: 4, comment: 'Quick and kind' })).toMatchObject({
      ...{ ok: true, refusal: null, survey: left },
    });
    for (const caller of [zoe, nadia, claire]) expect(await ofTicket(caller)).toMatchObject(left);
    const [answered] = await eventsOf('SurveyAnswered');
    expect(answered).toMatchObject({ by: 'zoe', client: 'acme' });
    expect(answered).not.toHaveProperty('onBehalfOf');
    expect(JSON.stringify(answered)).not.toContain('Quick');
    await test.ports.keys.forget(acme('person', 'zoe'), 0);
    expect(await ofTicket(nadia)).toMatchObject({ score: 4, comment: { text: null, erased: true } });
  });

  it('is answered by the desk in the requester’s name', async () => {
    const surveyId = await close('t1');
    expect(await answer(nadia, { surveyId, score: 3 })).toMatchObject({ ok: true });
    expect(await eventsOf('SurveyAnswered')).toMatchObject([{ by: 'nadia', onBehalfOf: 'zoe' }]);
  });

  it('is answered once: the same wish has the same answer, another one is refused', async () => {
    const surveyId = await close('t1');
    const input = { surveyId, score: 2, comment: 'Still silent', commandId: randomUUID() };
    const first = await answer(zoe, input);
    expect(await answer(zoe, input)).toEqual(first);
    expect(await answer(nadia, { surveyId, score: 5 })).toMatchObject({
      ...{ ok: false, survey: { score: 2 } },
      refusal: { code: 'survey-answered', text: 'The survey is answered already.' },
    });
    expect(await eventsOf('SurveyAnswered')).toHaveLength(1);
  });

  it('expires', async () => {
    const surveyId = await close('t1');
    test.now('2026-03-16T08:00:00.001Z');
    expect(await ofTicket(zoe)).toMatchObject({ status: 'EXPIRED' });
    expect(await answer(zoe, { surveyId, score: 5 })).toMatchObject({
      ...{ ok: false, survey: { status: 'EXPIRED' } },
      refusal: { code: 'survey-expired', at: '2026-03-16T08:00:00.000Z' },
    });
  });

  it('that is another’s is answered like one that does not exist, and nothing is written', async () => {
    const surveyId = await close('t1');
    const unknown = { ok: false, refusal: { code: 'survey-unknown' }, survey: null };
    for (const caller of [paul, bound, { ...noah, roles: ['agent'] } satisfies Caller])
      expect(await answer(caller, { surveyId, score: 1, comment: 'Mine' })).toMatchObject(unknown);
    expect(await answer(zoe, { surveyId: randomUUID(), score: 1 })).toMatchObject(unknown);
    expect(await eventsOf('SurveyAnswered')).toEqual([]);
  });

  it('takes scores from 1 to 5, and names the field of any other', async () => {
    const surveyId = await close('t1');
    for (const score of [0, 6, -1]) {
      const { errors } = await send(zoe, 'answerSurvey', { surveyId, score }, `survey ${whole}`);
      const [bad] = errors ?? [];
      expect(bad?.originalError).toBeInstanceOf(Invalid);
      expect(bad?.originalError).toMatchObject({ code: 'score-unreadable', field: 'input.score' });
    }
    expect(await eventsOf('SurveyAnswered')).toEqual([]);
  });

  it('is shown as it was, by either time', async () => {
    const surveyId = await close('t1');
    test.now('2026-03-04T10:00:00.000Z');
    await answer(nadia, { surveyId, score: 5, happenedAt: '2026-03-04T09:00:00.000Z' });
    const at = async (asOf: string) => ofTicket(nadia, 't1', asOf);
    expect(await at('2026-03-02T07:59:59.999Z')).toBeNull();
    const before = { status: 'SENT', score: null, answeredAt: null };
    expect(await at('2026-03-04T08:59:59.999Z')).toMatchObject(before);
    const asOf = '2026-03-04T09:00:00.000Z';
    expect(await at(asOf)).toMatchObject({ status: 'ANSWERED', score: 5, ticket: { id: 't1', asOf } });
    expect(await at(`recorded:${asOf}`)).toMatchObject(before);
    expect(await at('recorded:2026-03-04T10:00:00.000Z')).toMatchObject({ status: 'ANSWERED' });
    const unanswered = await close('t2');
    const past = async (instant: string) => ofTicket(nadia, 't2', instant);
    expect(await past('2026-03-18T10:00:00.000Z')).toMatchObject({ id: unanswered, status: 'SENT' });
    expect(await past('2026-03-18T10:00:00.001Z')).toMatchObject({ id: unanswered, status: 'EXPIRED' });
    expect(await past('revision:2')).toMatchObject({ id: unanswered, status: 'SENT' });
    expect(await past('revision:1')).toBeNull();
  });
});

const codeOf = ({ extensions: { code } }: GraphQLError): string => (typeof code === 'string' ? code : 'none');

type Page = { readonly nodes: readonly Fields[]; readonly next: string | null };

const listed = async (caller: Caller, field: string, args: string, shape: string): Promise<Page | string> => {
  const { data, errors } = await ask(
    caller,
    `{ page: ${field}${args && `(${args})`} { next nodes ${shape} } }`,
  );
  const [failed] = errors ?? [];
  if (failed) return failed.originalError instanceof Invalid ? failed.originalError.code : codeOf(failed);
  return data?.['page'] as Page;
};

describe('the list of surveys', () => {
  const shown = async (caller: Caller, args = ''): Promise<unknown> => {
    const page = await listed(caller, 'surveys', args, '{ ticket { id } }');
    return typeof page === 'string' ? page : page.nodes.map((node) => (node['ticket'] as Fields)['id']);
  };

  /** Five surveys, an hour between any two; the first three are answered. */
  const five = async (): Promise<void> => {
    const clients = ['acme', 'orfeo', 'acme', 'acme', 'orfeo'];
    for (const [nth, client] of clients.entries()) {
      test.now(`2026-03-02T0${nth + 1}:00:00.000Z`);
      const surveyId = await close(`t${nth}`, { client });
      if (nth < 3) await answer(nadia, { surveyId, score: nth + 1, comment: `Word ${nth}` });
    }
    await settled();
  };

  it('has the newest first, and what is asked for', async () => {
    await five();
    expect(await shown(nadia)).toEqual(['t4', 't3', 't2', 't1', 't0']);
    expect(await shown(nadia, 'filter: { answered: true }')).toEqual(['t2', 't1', 't0']);
    expect(await shown(nadia, 'filter: { answered: false }')).toEqual(['t4', 't3']);
    expect(await shown(nadia, 'filter: { score: [1, 3] }')).toEqual(['t2', 't0']);
    expect(await shown(nadia, 'filter: { score: [1], answered: false }')).toEqual([]);
    expect(await shown(nadia, 'filter: { client: ["orfeo"] }')).toEqual(['t4', 't1']);
    expect(await shown(nadia, 'filter: { client: ["acme"], score: [3, 4] }')).toEqual(['t2']);
    expect(await shown(nadia, 'filter: { score: [3, 9] }')).toBe('score-unreadable');
  });

  it('shows each as its ticket does', async () => {
    await five();
    const page = (await listed(nadia, 'surveys', 'first: 3', whole)) as Page;
    expect(page.nodes.at(-1)).toEqual(await ofTicket(nadia, 't2'));
    expect(page.nodes.at(-1)).toMatchObject({ comment: { text: 'Word 2' } });
  });

  it('is of the caller’s own clients and provider, and for staff and clients alone', async () => {
    await five();
    expect(await shown(claire)).toEqual(['t3', 't2', 't0']);
    expect(await shown(oscar)).toEqual(['t4', 't1']);
    expect(await shown(bound)).toEqual(['t4', 't1']);
    expect(await shown(bound, 'filter: { client: ["acme"] }')).toEqual([]);
    expect(await shown({ ...claire, clients: null })).toEqual([]);
    expect(await shown(noah)).toEqual([]);
    expect(await shown(zoe)).toBe('FORBIDDEN');
    expect(await shown({ ...nadia, roles: ['vendor'], vendor: 'lumen' })).toBe('FORBIDDEN');
  });

  it('is given in pages, at most 100 to a page', async () => {
    await five();
    const first = (await listed(nadia, 'surveys', 'first: 3', '{ ticket { id } }')) as Page;
    expect(await shown(nadia, `first: 3, after: "${first.next}"`)).toEqual(['t1', 't0']);
    expect(await shown(nadia, 'first: 101')).toBe('page-too-large');
    expect(await shown(nadia, 'first: 0')).toBe('page-too-small');
    expect(await shown(claire, `after: "${first.next}"`)).toBe('after-unreadable');
  });
});

describe('an improvement', () => {
  const shape = `{ id title ${words} proposal ${words} proposedBy proposedAt decision reason ${words} decidedBy decidedAt }`;
  const does = async (caller: Caller, field: string, input: Fields): Promise<Fields> => {
    const { data, errors } = await send(caller, field, input, `improvement ${shape}`);
    expect(errors).toBeUndefined();
    return data?.['done'] as Fields;
  };
  const propose = async (title: string, caller = nadia): Promise<string> => {
    const done = await does(caller, 'proposeImprovement', { title, proposal: `${title} first` });
    await settled();
    return (done['improvement'] as Fields)['id'] as string;
  };
  const decide = async (improvementId: string, caller = sofia): Promise<Fields> => {
    const done = await does(caller, 'decideImprovement', {
      ...{ improvementId, decision: 'ACCEPTED', reason: 'We try it in May' },
    });
    await settled();
    return done;
  };
  const titles = async (caller: Caller, args = ''): Promise<unknown> => {
    const page = await listed(caller, 'improvements', args, shape);
    return typeof page === 'string' ? page : page.nodes.map((node) => (node['title'] as Fields)['text']);
  };

  it('is proposed by anybody of the staff and decided once, by a supervisor', async () => {
    const id = await propose('Call back', bound);
    test.now('2026-03-03T08:00:00.000Z');
    const decided = {
      ...{ id, title: { text: 'Call back', erased: false }, proposal: { text: 'Call back first' } },
      ...{ proposedBy: 'bruno', proposedAt: '2026-03-02T08:00:00.000Z', decision: 'ACCEPTED' },
      ...{ reason: { text: 'We try it in May' }, decidedBy: 'sofia', decidedAt: '2026-03-03T08:00:00.000Z' },
    };
    expect(await decide(id)).toMatchObject({ ok: true, improvement: decided });
    expect(await decide(id)).toMatchObject({
      ...{ ok: false, improvement: decided },
      refusal: { code: 'improvement-decided', by: 'sofia', at: '2026-03-03T08:00:00.000Z' },
    });
    const page = await listed(nadia, 'improvements', '', shape);
    expect(page).toMatchObject({ nodes: [decided], next: null });
  });

  it('is proposed once, however often the wish is sent', async () => {
    const input = { commandId: randomUUID(), title: 'Call back', proposal: 'Soon' };
    const first = await does(bound, 'proposeImprovement', input);
    expect(await does(bound, 'proposeImprovement', input)).toEqual(first);
    expect(await eventsOf('ImprovementProposed')).toHaveLength(1);
  });

  it('is sealed: nothing of it is written in clear', async () => {
    await decide(await propose('Zinzolin'));
    const all = JSON.stringify(await test.ports.store.readAll(0));
    expect(all).not.toMatch(/Zinzolin|May/);
    expect(await titles(nadia)).toEqual(['Zinzolin']);
  });

  it('is listed newest first, decided or not, in pages', async () => {
    for (const [nth, title] of ['One', 'Two', 'Three'].entries()) {
      test.now(`2026-03-02T1${nth}:00:00.000Z`);
      const id = await propose(title);
      if (nth === 1) await decide(id);
    }
    expect(await titles(nadia)).toEqual(['Three', 'Two', 'One']);
    expect(await titles(nadia, 'decided: true')).toEqual(['Two']);
    expect(await titles(nadia, 'decided: false')).toEqual(['Three', 'One']);
    const { next } = (await listed(nadia, 'improvements', 'first: 2', shape)) as Page;
    expect(await titles(nadia, `first: 2, after: "${next}"`)).toEqual(['One']);
    expect(await titles(nadia, 'first: 101')).toBe('page-too-large');
  });

  it('is the whole staff’s of one provider, and nobody else’s', async () => {
    const id = await propose('Call back');
    expect(await titles(bound)).toEqual(['Call back']);
    expect(await titles(noah)).toEqual([]);
    const unknown = { ok: false, refusal: { code: 'improvement-unknown' }, improvement: null };
    expect(await decide(id, noah)).toMatchObject(unknown);
    expect(await decide(randomUUID())).toMatchObject(unknown);
    for (const caller of [zoe, claire]) expect(await titles(caller)).toBe('FORBIDDEN');
    expect(await eventsOf('ImprovementDecided')).toEqual([]);
  });
});
