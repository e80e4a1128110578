import { describe, expect, it } from '@jest/globals';
import { fill, learn, uuid } from './variables.ts';

describe('the variables of an example', () => {
  it('get a new command id at each run', () => {
    const input = { input: { commandId: '{{uuid}}' } };
    const made = Array.from({ length: 50 }, () => JSON.stringify(fill(input, {})));
    expect(new Set(made).size).toBe(50);
  });

  it('stand for what former answers told, anywhere in them', () => {
    const filled = fill(
      { input: { ticketId: '{{ticket}}', tags: ['{{client}}', 'x'], level: 2, until: null } },
      { ticket: 't1', client: 'lumen' },
    );
    expect(filled).toEqual({ input: { ticketId: 't1', tags: ['lumen', 'x'], level: 2, until: null } });
  });

  it('leave text alone that only speaks of a placeholder', () => {
    expect(fill({ text: 'write {{ticket}} here' }, { ticket: 't1' })).toEqual({
      text: 'write {{ticket}} here',
    });
  });

  it('say which placeholder nobody has told yet', () => {
    expect(() => fill({ id: '{{ticket}}' }, {})).toThrow('{{ticket}}');
  });

  it('are absent when there are none', () => {
    expect(fill(undefined, {})).toBeUndefined();
  });
});

describe('what an answer tells', () => {
  it('is the ticket that a mutation answered with', () => {
    const answer = { openTicket: { ok: true, refusal: null, ticket: { id: 't2', number: 'R-20418' } } };
    expect(learn(answer, { client: 'lumen', ticket: 't1', number: 'R-20417' })).toEqual({
      client: 'lumen',
      ticket: 't2',
      number: 'R-20418',
    });
  });

  it('is nothing when the command was refused', () => {
    const memory = { ticket: 't1' };
    expect(
      learn({ takeTicket: { ok: false, refusal: { code: 'ticket-unknown' }, ticket: null } }, memory),
    ).toEqual(memory);
    expect(learn(undefined, memory)).toEqual(memory);
  });
});

describe('a command id', () => {
  it('is a UUID v4', () => {
    expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
