import {
  causes,
  escalationReasons,
  channels,
  grades,
  holdReasons,
  reopenings,
  resolutionCodes,
  returnReasons,
  stepOutcomes,
  ticketKinds,
  visitOutcomes,
  type Priority,
  type Sealed,
  type TicketEvent,
} from '@relais/contracts';
import type { Context, Of, Stamp } from '@relais/kernel';
import fc from 'fast-check';

/** Looks like sealed text; nothing opens it. The same text gives the same box. */
export const sealedAs = (text: string): Sealed => ({
  kid: 'ticket-demo.t1',
  box: Buffer.from(text.padEnd(28)).toString('base64url'),
});

/** Few actors and ids, so that they meet. */
export const actors = fc.constantFrom('nadia', 'lea', 'omar');
const ids = fc.constantFrom('a', 'b', 'c');
export const sealed = fc.string({ maxLength: 12 }).map(sealedAs);
export const times = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const some = <T>(words: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...words);

const nothing = fc.constant({});

const pinned = fc.record({ article: ids, version: fc.integer({ min: 1, max: 3 }) });

type Data = { readonly [T in TicketEvent['type']]: fc.Arbitrary<Of<TicketEvent, T>['data']> };

/** Any data of each event of a ticket. */
export const ticketEventData: Data = {
  TicketOpened: fc.record(
    {
      ...{
        number: fc.constant('R-20417'),
        kind: some(ticketKinds),
        channel: some(channels),
        subject: sealed,
      },
      description: sealed,
      client: ids,
      queue: ids,
      requester: ids,
      product: ids,
      equipment: sealed,
      reference: ids,
    },
    { requiredKeys: ['number', 'kind', 'client', 'queue'] },
  ),
  MessageReceived: fc.record(
    { channel: some(channels), text: sealed, from: ids },
    { requiredKeys: ['channel', 'text'] },
  ),
  MessageSent: fc.record({ channel: some(channels), text: sealed }),
  NoteAdded: fc.record({ text: sealed }),
  TicketReopened: fc.record({ why: some(reopenings), reason: sealed }, { requiredKeys: ['why'] }),
  SolutionConfirmed: fc.record({ comment: sealed }, { requiredKeys: [] }),
  SolutionContested: fc.record({ comment: sealed }),
  TicketClassified: fc.record(
    {
      kind: some(ticketKinds),
      category: ids,
      impact: some(grades),
      urgency: some(grades),
      priority: some<Priority>([1, 2, 3, 4, 5]),
    },
    { requiredKeys: ['kind', 'category', 'priority'] },
  ),
  TicketTaken: fc.record({ agent: actors }),
  TicketReleased: nothing,
  TicketAssigned: fc.record({ agent: actors }),
  FilterQuestionAnswered: fc.record({ question: ids, answer: sealed }),
  DiagnosisRecorded: fc.record({ words: sealed, article: pinned }, { requiredKeys: ['words'] }),
  StepTried: fc.record(
    {
      step: sealed,
      outcome: some(stepOutcomes),
      article: pinned.map((article) => ({ ...article, place: 1 })),
    },
    { requiredKeys: ['step', 'outcome'] },
  ),
  TicketHeld: fc.record({ for: some(holdReasons), until: times }, { requiredKeys: ['for'] }),
  TicketResumed: nothing,
  TicketResolved: fc.record(
    { code: some(resolutionCodes), cause: some(causes), remotely: fc.boolean(), solution: sealed },
    { requiredKeys: ['code', 'cause', 'remotely'] },
  ),
  TicketClosed: nothing,
  HandOverOffered: fc.record({ queue: ids, expected: sealed }, { requiredKeys: ['queue'] }),
  HandOverAccepted: fc.record({ agent: actors }),
  HandOverReturned: fc.record({ reason: some(returnReasons), advice: sealed }),
  DefectRaised: fc.record(
    { defect: ids, product: ids, version: ids, title: ids, symptoms: ids },
    { requiredKeys: ['defect'] },
  ),
  DefectFixed: fc.record({ defect: ids, version: ids }, { requiredKeys: ['defect'] }),
  VisitScheduled: fc.record(
    { visit: ids, from: times, to: times, note: sealed },
    { requiredKeys: ['visit'] },
  ),
  VisitCancelled: fc.record({ visit: ids, reason: sealed }),
  VisitDone: fc.record(
    { visit: ids, outcome: some(visitOutcomes), report: sealed },
    { requiredKeys: ['visit', 'outcome'] },
  ),
  TicketEscalated: fc.record({ why: some(escalationReasons), note: sealed }, { requiredKeys: ['why'] }),
  ArticleUsed: fc.record({
    article: ids,
    version: fc.integer({ min: 1, max: 3 }),
    helped: fc.boolean(),
  }),
};

type AnyEvent = TicketEvent & Pick<Stamp, 'by' | 'happenedAt' | 'recordedAt'>;

/** Any event of a ticket, by anybody, at any time. */
// The union is too large for the compiler to find the data that goes with a type.
export const ticketEvents = fc
  .constantFrom(...(Object.keys(ticketEventData) as TicketEvent['type'][]))
  .chain((type) =>
    fc.record({
      type: fc.constant(type),
      data: ticketEventData[type] as fc.Arbitrary<never>,
      by: actors,
      happenedAt: times,
      recordedAt: times,
    }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<AnyEvent>;

/** All events in any order: an imported history holds the unexpected. */
export const ticketHistories = fc.array(ticketEvents, { maxLength: 30 });

/** Anybody who asks, at any time, under these rules. */
export const contexts = <Rules>(rules: fc.Arbitrary<Rules>): fc.Arbitrary<Context<Rules>> =>
  fc.record({
    by: actors,
    roles: fc.subarray(['agent', 'supervisor', 'requester']),
    at: times,
    rules,
    level: some<1 | 2 | null>([1, 2, null]),
  });
