import { randomUUID } from 'node:crypto';
import type { ArticleText } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { subgraph, type Subgraph } from '@relais/nest';
import { acme, opened, openTestPorts, type TestPorts } from '@relais/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { triage } from './triage.module.ts';

type Fields = { readonly [name: string]: unknown };

const text: ArticleText = {
  ...{ kind: 'known-failure', title: 'The driver is old', symptoms: [], category: 'printing', products: [] },
  ...{ language: 'en', steps: [{ technical: 'Install driver 2.0.', plain: 'Let us renew it.' }] },
};

let test: TestPorts;
let graph: Subgraph;

const sent = async (field: 'recordDiagnosis' | 'tryStep', input: Fields) => {
  const type = field === 'tryStep' ? 'TryStepInput!' : 'RecordDiagnosisInput!';
  const words = '{ text }';
  const source = `mutation ($input: ${type}) { done: ${field}(input: $input) { ok refusal { code } ticket {
    diagnosis { words ${words} article { articleId version } }
    steps { step ${words} article { articleId version place } }
  } } }`;
  const caller = { tenant: 'acme', actor: 'nadia', roles: ['agent'], level: 1, clients: null, person: null };
  const { data, errors = [] } = await graphql({
    ...{ schema: graph.schema, source },
    contextValue: { caller, correlation: 'spec', language: 'en', notices: new Set() },
    variableValues: { input: { commandId: randomUUID(), ticketId: 't1', ...input } },
  });
  const invalid = errors.map(({ originalError }) =>
    originalError instanceof Invalid ? [originalError.code, originalError.field] : originalError,
  );
  const done = data?.['done'] as Fields | undefined;
  return { invalid, done: JSON.parse(JSON.stringify(done ?? null)) as Fields | null };
};

beforeAll(async () => {
  test = await openTestPorts();
  const { keys } = test.ports;
  await keys.ready(['tenant-acme.acme', acme('client', 'acme'), acme('ticket', 't1')]);
  await keys.keep(acme('ticket', 't1'));
  await test.given(acme('ticket', 't1'), [opened], { client: 'acme' });
  await test.given(acme('article', 'driver'), [
    { type: 'ArticleDrafted', data: text },
    { type: 'ArticleSubmitted', data: {} },
    { type: 'ArticlePublished', data: {} },
    { type: 'ArticleDrafted', data: { ...text, title: 'Nobody has read this' } },
  ]);
  await test.given(acme('article', 'draft'), [{ type: 'ArticleDrafted', data: text }]);
  graph = await subgraph(triage, test.ports);
});
afterAll(async () => {
  await graph.close();
  await test.close();
});

const pin = { articleId: 'driver', version: 1 };

describe('a diagnosis', () => {
  it('is a known failure, in its title unless other words are given', async () => {
    const { done } = await sent('recordDiagnosis', { article: pin });
    expect(done).toMatchObject({
      ...{ ok: true, refusal: null },
      ticket: { diagnosis: { words: { text: text.title }, article: pin } },
    });
    const other = await sent('recordDiagnosis', { article: pin, words: 'Version 1.2' });
    expect(other.done).toMatchObject({
      ticket: { diagnosis: { words: { text: 'Version 1.2' }, article: pin } },
    });
  });

  it('is words alone', async () => {
    const { done } = await sent('recordDiagnosis', { words: 'Version 1.2' });
    expect(done).toMatchObject({ ticket: { diagnosis: { words: { text: 'Version 1.2' }, article: null } } });
  });

  it('is not nothing', async () =>
    expect(await sent('recordDiagnosis', {})).toEqual({
      ...{ done: null, invalid: [['value-missing', 'input.words']] },
    }));

  it('is no article that nobody has published, and no version that is only written', async () => {
    const code = async (articleId: string, version: number) =>
      (await sent('recordDiagnosis', { article: { articleId, version } })).done?.['refusal'];
    expect(await code('nowhere', 1)).toEqual({ code: 'article-unknown' });
    expect(await code('draft', 1)).toEqual({ code: 'article-unknown' });
    expect(await code('driver', 2)).toEqual({ code: 'version-unknown' });
  });
});

describe('a step', () => {
  it('is one of an article, in its technical words unless others are given', async () => {
    const article = { ...pin, place: 1 };
    await sent('tryStep', { article, outcome: 'NO_EFFECT' });
    const { done } = await sent('tryStep', { article, step: 'From a stick', outcome: 'WORKED' });
    expect(done).toMatchObject({
      ticket: {
        steps: [
          { step: { text: 'Install driver 2.0.' }, article },
          { step: { text: 'From a stick' }, article },
        ],
      },
    });
  });

  it('is none that the article lacks', async () => {
    const { done } = await sent('tryStep', { article: { ...pin, place: 2 }, outcome: 'WORKED' });
    expect(done).toMatchObject({ ok: false, refusal: { code: 'step-unknown' } });
  });

  it('is not nothing', async () =>
    expect((await sent('tryStep', { outcome: 'WORKED' })).invalid).toEqual([
      ['value-missing', 'input.step'],
    ]));
});
