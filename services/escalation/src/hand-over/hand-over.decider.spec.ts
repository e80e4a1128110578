import { describe, it } from '@jest/globals';
import type { HandOverAccepted, TicketClassified } from '@relais/contracts';
import {
  accepted,
  at,
  classified,
  closed,
  diagnosed,
  held,
  offered,
  opened,
  reopened,
  resolved,
  returned,
  scenario,
  taken,
} from '@relais/testkit';
import { handOver, type OfferHandOver } from './hand-over.decider.ts';

const { given } = scenario(handOver, {
  by: 'lena',
  roles: ['agent'],
  level: 2,
  at: '2026-03-02T08:15:00Z',
  rules: undefined,
});
const ofBills: TicketClassified = { ...classified, data: { ...classified.data, kind: 'account' } };

describe('offering a ticket to level 2', () => {
  const offer = (queue = 'printing-2'): OfferHandOver => ({
    type: 'OfferHandOver',
    data: { ...offered.data, queue },
  });

  it('puts a diagnosed ticket before the specialists', () =>
    given(opened, diagnosed).when(offer()).then(offered));
  it('is for level 1 too', () => given(opened, taken, diagnosed).when(offer(), { level: 1 }).then(offered));
  it('grants the same offer once', () => given(opened, diagnosed, offered).when(offer()).then());
  it('keeps one offer at a time', () =>
    given(opened, diagnosed, offered).when(offer('mail-2')).refused('offered-elsewhere'));
  it('wants a diagnosis first', () => given(opened).when(offer()).refused('diagnosis-missing'));
  it('is not for bills and contracts, as it was opened or as it was classified since', () => {
    const bill = { ...opened, data: { ...opened.data, kind: 'account' } } as const;
    given(bill, diagnosed).when(offer()).refused('not-for-level-2');
    given(opened, diagnosed, ofBills).when(offer()).refused('not-for-level-2');
  });
  it('is for what turned out not to be about bills', () =>
    given(opened, ofBills, classified, diagnosed).when(offer()).then(offered));
  it('is possible again once it came back, and once it was accepted', () => {
    given(opened, diagnosed, offered, returned).when(offer()).then(offered);
    given(opened, diagnosed, offered, accepted).when(offer()).then(offered);
  });
  it('is possible while the ticket waits', () => given(opened, diagnosed, held).when(offer()).then(offered));
  it('leaves a closed ticket alone', () =>
    given(opened, diagnosed, closed).when(offer()).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(offer()).refused('ticket-unknown'));
});

describe('accepting a hand-over', () => {
  const accept = { type: 'AcceptHandOver', data: {} } as const;

  it('takes what was offered', () => given(opened, diagnosed, offered).when(accept).then(accepted));
  it('takes it from who took it meanwhile', () =>
    given(opened, diagnosed, offered, taken).when(accept).then(accepted));
  it('is granted once', () => given(opened, diagnosed, offered, accepted).when(accept).then());
  it('is for specialists alone', () => {
    given(opened, diagnosed, offered).when(accept, { level: 1 }).refused('not-your-level');
    given(opened, diagnosed, offered).when(accept, { level: null }).refused('not-your-level');
  });
  it('finds nothing that was not offered', () =>
    given(opened, diagnosed).when(accept).refused('nothing-offered'));
  it('names the specialist who was faster, and since when', () => {
    const omar: HandOverAccepted = { type: 'HandOverAccepted', data: { agent: 'omar' } };
    const since = '2026-03-02T08:14:58.000Z';
    given(opened, diagnosed, offered, at(omar, since))
      .when(accept)
      .refused('nothing-offered', { by: 'omar', at: since });
  });
  it('finds nothing once it was returned', () =>
    given(opened, diagnosed, offered, accepted, returned).when(accept).refused('nothing-offered'));
  it('takes what was offered again to others, also from oneself', () =>
    given(opened, diagnosed, offered, accepted, offered).when(accept).then(accepted));
  it('is not for what is about bills after all', () =>
    given(opened, diagnosed, offered, ofBills).when(accept).refused('not-for-level-2'));
  it('forgets an offer when the ticket is reopened', () =>
    given(opened, diagnosed, offered, resolved, reopened).when(accept).refused('nothing-offered'));
  it('leaves a resolved ticket alone', () =>
    given(opened, diagnosed, offered, resolved).when(accept).refused('ticket-resolved'));
});

describe('returning a hand-over', () => {
  const giveBack = { type: 'ReturnHandOver', data: returned.data } as const;

  it('gives back with a reason', () =>
    given(opened, diagnosed, offered, accepted).when(giveBack).then(returned));
  it('gives back what was not even accepted', () =>
    given(opened, diagnosed, offered).when(giveBack).then(returned));
  it('gives back what is about bills after all', () =>
    given(opened, diagnosed, offered, ofBills).when(giveBack).then(returned));
  it('is for specialists alone', () =>
    given(opened, diagnosed, offered).when(giveBack, { level: 1 }).refused('not-your-level'));
  it('finds nothing that was not offered, and nothing twice', () => {
    given(opened, diagnosed).when(giveBack).refused('nothing-offered');
    given(opened, diagnosed, offered, returned).when(giveBack).refused('nothing-offered');
  });
  it('leaves a closed ticket alone', () =>
    given(opened, offered, accepted, closed).when(giveBack).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(giveBack).refused('ticket-unknown'));
});
