import { describe, expect, it } from '@jest/globals';
import type { TicketEvent } from '@relais/contracts';
import { replay } from '@relais/kernel';
import {
  accepted,
  by,
  diagnosed,
  offered,
  opened,
  reopened,
  resolved,
  returned,
  sealedAs,
  stamped,
  type Given,
} from '@relais/testkit';
import { dossier } from './dossier.ts';

const now = { by: 'nadia', at: '2026-03-02T08:15:00.000Z' };
const after = (...past: readonly Given<TicketEvent>[]) => replay(dossier, stamped<TicketEvent>(past, now));

const answered = (question: string, answer: string): TicketEvent => ({
  type: 'FilterQuestionAnswered',
  data: { question, answer: sealedAs(answer) },
});
const used = (article: string, helped: boolean): TicketEvent => ({
  type: 'ArticleUsed',
  data: { article, version: 3, helped },
});

describe('what the next one must know of a ticket', () => {
  it('is nothing before anybody worked on it', () =>
    expect(after(opened)).toMatchObject({
      handOver: null,
      established: [],
      tried: [],
      ruledOut: [],
      supposed: null,
    }));

  it('has the latest answer to each question, in the order of the first', () =>
    expect(
      after(opened, answered('lamp', 'red'), answered('paper', 'yes'), answered('lamp', 'green')),
    ).toMatchObject({
      established: [
        { question: 'lamp', answer: sealedAs('green') },
        { question: 'paper', answer: sealedAs('yes') },
      ],
    }));

  it('has every step with its outcome, and those without effect among what is ruled out', () => {
    const article = { article: 'a1', version: 2, place: 4 };
    const tried = (step: string, outcome: 'worked' | 'no-effect' | 'impossible', more = {}): TicketEvent => ({
      type: 'StepTried',
      data: { step: sealedAs(step), outcome, ...more },
    });
    const state = after(
      tried('off', 'no-effect', { article }),
      tried('on', 'worked'),
      tried('up', 'impossible'),
    );
    expect(state.tried.map(({ outcome }) => outcome)).toEqual(['no-effect', 'worked', 'impossible']);
    expect(state.ruledOut).toMatchObject([
      { step: sealedAs('off'), articleId: 'a1', version: 2, by: 'nadia' },
    ]);
  });

  it('rules an article out until it helps', () => {
    expect(after(used('a1', false), used('a2', false)).ruledOut).toMatchObject([
      { step: null, articleId: 'a1', version: 3 },
      { step: null, articleId: 'a2', version: 3 },
    ]);
    expect(after(used('a1', false), used('a1', false)).ruledOut).toHaveLength(1);
    expect(after(used('a1', false), used('a1', true)).ruledOut).toEqual([]);
    expect(after(used('a1', true)).ruledOut).toEqual([]);
  });

  it('supposes what was diagnosed last, and the article that describes it', () => {
    const later: TicketEvent = {
      type: 'DiagnosisRecorded',
      data: { words: sealedAs('Worn'), article: { article: 'a7', version: 2 } },
    };
    expect(after(diagnosed).supposed).toMatchObject({ articleId: null, version: null });
    expect(after(diagnosed, by(later, 'omar')).supposed).toMatchObject({
      ...{ words: sealedAs('Worn'), articleId: 'a7', version: 2, by: 'omar' },
    });
  });

  it('keeps the last return beside the offer that followed', () => {
    const state = after(opened, offered, by(returned, 'lena'), offered);
    expect(state.handOver).toMatchObject({ queue: 'printing-2', by: 'nadia', accepted: null });
    expect(state.lastReturn).toMatchObject({ reason: 'dossier-incomplete', by: 'lena' });
    expect(after(opened, offered, accepted).handOver?.accepted).toMatchObject({ by: 'lena' });
  });

  it('offers to nobody what was resolved', () => {
    expect(after(opened, offered).offeredTo).toBe('printing-2');
    expect(after(opened, offered, resolved).offeredTo).toBeNull();
    expect(after(opened, offered, resolved, reopened).offeredTo).toBeNull();
  });
});
