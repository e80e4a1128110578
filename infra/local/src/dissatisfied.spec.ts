import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { demoId } from './demo/accounts.ts';
import { callerOf } from './matrix/callers.ts';
import { openWorld, settle, type World } from './matrix/world.ts';
import { inputOf } from './testing/desk.ts';

// The whole house is started, on whatever else the machine is doing.
jest.setTimeout(60_000);

type Fields = { readonly [name: string]: unknown };

const [nadia, remi, ada] = [callerOf('nadia@acme'), callerOf('remi@acme'), callerOf('ada@acme')];

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

const send = async (caller: typeof nadia, field: string, input: Fields, shape: string): Promise<Fields> => {
  const source = `mutation ($input: ${inputOf(field)}) { done: ${field}(input: $input) { ok refusal { code } ${shape} } }`;
  const told = await world.ask(caller, source, { input: { commandId: randomUUID(), ...input } });
  return (told.data?.['done'] ?? told) as Fields;
};

const shown = async (id: string, fields: string, caller = remi): Promise<unknown> => {
  const { data } = await world.ask(caller, `query ($id: ID!) { ticket(id: $id) { ${fields} } }`, { id });
  return data?.['ticket'];
};

/** A ticket of Rémi Lambert that is closed, and the survey that he finds on it. */
const closed = async (): Promise<{ readonly ticketId: string; readonly surveyId: string }> => {
  const opening = { kind: 'INCIDENT', channel: 'PHONE', subject: 'Plus rien ne sort' };
  const { ticket } = await send(
    nadia,
    'openTicket',
    {
      ...{ ...opening, clientId: demoId('client', 'acme', 'lumen') },
      requesterId: demoId('person', 'acme', 'remi'),
    },
    'ticket { id }',
  );
  const ticketId = (ticket as { readonly id: string }).id;
  await solve(ticketId);
  const found = await shown(ticketId, 'survey { id status }');
  const { survey } = found as { readonly survey: { readonly id: string } };
  expect(survey).toMatchObject({ status: 'SENT' });
  return { ticketId, surveyId: survey.id };
};

const solve = async (ticketId: string): Promise<void> => {
  const solved = { code: 'SOLVED', cause: 'CONFIGURATION', remotely: true };
  for (const [field, input] of [
    ['resolveTicket', solved],
    ['closeTicket', {}],
  ] as const)
    expect(await send(nadia, field, { ticketId, ...input }, '')).toMatchObject({ ok: true });
  await settle(world);
};

describe('a requester who is asked whether they are satisfied', () => {
  it('and is, leaves the ticket closed', async () => {
    const { ticketId, surveyId } = await closed();
    const answer = { surveyId, score: 5, comment: 'Vite et bien.' };
    expect(await send(remi, 'answerSurvey', answer, '')).toMatchObject({ ok: true });
    await settle(world);
    expect(await shown(ticketId, 'status reopenings survey { score status }')).toEqual({
      ...{ status: 'CLOSED', reopenings: 0, survey: { score: 5, status: 'ANSWERED' } },
    });
  });

  it('and is not, has their ticket worked on again, and is asked again once that is done', async () => {
    const { ticketId, surveyId } = await closed();
    const answer = { surveyId, score: 1, comment: 'Toujours rien.' };
    expect(await send(remi, 'answerSurvey', answer, 'survey { score ticket { number } }')).toMatchObject({
      ok: true,
      survey: { score: 1 },
    });
    await settle(world);
    expect(await shown(ticketId, 'status reopenings survey { id }')).toEqual({
      ...{ status: 'OPEN', reopenings: 1, survey: { id: surveyId } },
    });
    const told = await shown(ticketId, 'events(first: 100) { events { type by onBehalfOf data } }', ada);
    const { events } = (told as { readonly events: { readonly events: readonly Fields[] } }).events;
    expect(events.at(-1)).toMatchObject({
      ...{ type: 'TicketReopened', by: 'relais', onBehalfOf: demoId('person', 'acme', 'remi') },
      data: { why: 'dissatisfied', reason: 'Toujours rien.' },
    });
    await solve(ticketId);
    expect(await shown(ticketId, 'status survey { status score }')).toEqual({
      ...{ status: 'CLOSED', survey: { status: 'SENT', score: null } },
    });
  });
});
