import { refusalTexts, type RefusalCode } from '@relais/contracts';
import { refuse } from '@relais/kernel';
import { describe, expect, it } from '@jest/globals';
import { answerRefusal } from './refusal.ts';

describe('a refusal', () => {
  const held = refuse('held-by-another', { by: 'nadia', at: '2026-03-02T08:15:00.000Z' });

  it('is answered in the language of the caller, with who stands in the way and since when', () => {
    const named = { code: 'held-by-another', by: 'nadia', at: '2026-03-02T08:15:00.000Z' };
    expect(answerRefusal(held, 'fr')).toEqual({
      ...named,
      text: 'nadia a le ticket depuis 2026-03-02T08:15:00.000Z.',
    });
    expect(answerRefusal(held, 'en')).toEqual({
      ...named,
      text: 'nadia has had the ticket since 2026-03-02T08:15:00.000Z.',
    });
  });

  it('names nobody when nobody is named', () =>
    expect(answerRefusal(refuse('ticket-closed'), 'en')).toEqual({
      ...{ code: 'ticket-closed', text: 'The ticket is closed.', by: null, at: null },
    }));

  it('shows a name as it is written, whatever signs are in it', () =>
    expect(answerRefusal({ ...held, by: "$& $' {at}" }, 'en').text).toMatch(/^\$& \$' /));

  it('leaves no name to be filled in, in either language', () => {
    for (const code of Object.keys(refusalTexts) as RefusalCode[])
      for (const language of ['en', 'fr'] as const)
        expect(answerRefusal({ ...held, refusal: code }, language).text).not.toMatch(/[{}]/);
  });

  it('that has no text shows its code: a newer service may know it', () =>
    expect(answerRefusal(refuse('toString'), 'fr').text).toBe('toString'));
});
