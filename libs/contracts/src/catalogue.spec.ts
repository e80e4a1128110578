import { describe, expect, it } from '@jest/globals';
import { catalogue, declaredFor, visibleTo, type Audience, type RelaisEvent } from './catalogue.ts';
import { streamKinds } from './ids.ts';

const types = Object.keys(catalogue) as RelaisEvent['type'][];
const event = (type: string) => ({ type, data: {} });
const shownTo = (audience: Audience) => types.filter((type) => visibleTo(event(type), audience)).toSorted();

describe('the catalogue', () => {
  it.each(types)('says whose %s is, and in which stream it lies', (type) => {
    const { owner, stream, schema } = catalogue[type];
    expect(['intake', 'triage', 'escalation', 'knowledge', 'satisfaction']).toContain(owner);
    expect(streamKinds).toContain(stream);
    expect(schema).toBeGreaterThanOrEqual(1);
  });

  it.each(['CallOffered', 'constructor', '__proto__', 'toString', ''])('knows nothing of "%s"', (type) => {
    expect(declaredFor(type)).toBeNull();
    expect(visibleTo(event(type), 'internal')).toBe(false);
  });
});

describe('the audience of events', () => {
  it('of the staff is all of them', () => {
    expect(shownTo('internal')).toEqual(types.toSorted());
  });

  it('of a vendor is the products and their defects', () => {
    expect(shownTo('vendor')).toEqual(['DefectFixed', 'DefectRaised', 'ProductRegistered']);
  });

  it('of a requester is what they said, what was said to them, and where their ticket stands', () => {
    expect(shownTo('requester')).toEqual([
      'HandOverAccepted',
      'HandOverOffered',
      'MessageReceived',
      'MessageSent',
      'SolutionConfirmed',
      'SolutionContested',
      'StepTried',
      'SurveyAnswered',
      'SurveySent',
      'TicketAssigned',
      'TicketClassified',
      'TicketClosed',
      'TicketHeld',
      'TicketOpened',
      'TicketReleased',
      'TicketReopened',
      'TicketResolved',
      'TicketResumed',
      'TicketTaken',
      'VisitCancelled',
      'VisitDone',
      'VisitScheduled',
    ]);
  });

  it('of a client lacks what the staff says among itself, its articles, and what keeps values unique', () => {
    const hidden = types.filter((type) => !visibleTo(event(type), 'client'));
    expect(hidden.toSorted()).toEqual([
      'ArticleDrafted',
      'ArticlePublished',
      'ArticleRetired',
      'ArticleSubmitted',
      'ClaimMade',
      'HandOverReturned',
      'ImprovementDecided',
      'ImprovementProposed',
      'NoteAdded',
      'NumbersReserved',
      'TicketEscalated',
    ]);
  });
});
