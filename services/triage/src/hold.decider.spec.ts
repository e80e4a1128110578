import { describe, it } from '@jest/globals';
import type { MessageReceived, TicketHeld } from '@relais/contracts';
import { closed, held, opened, resolved, resumed, scenario, sealedAs } from '@relais/testkit';
import { hold, type HoldTicket } from './hold.decider.ts';

const { given } = scenario(hold, {
  by: 'nadia',
  roles: ['agent'],
  level: 1,
  at: '2026-03-02T08:15:00Z',
  rules: undefined,
});
const received: MessageReceived = {
  type: 'MessageReceived',
  data: { channel: 'mail', text: sealedAs('Here is the serial number'), from: 'zoe' },
};

describe('holding a ticket', () => {
  const wait = (data: HoldTicket['data'] = { for: 'requester' }): HoldTicket => ({
    type: 'HoldTicket',
    data,
  });
  const waiting = (data: TicketHeld['data']): TicketHeld => ({ type: 'TicketHeld', data });
  const until = '2026-03-09T08:00:00.000Z';

  it('says for whom it waits', () => given(opened).when(wait()).then(held));
  it('says when to look again', () =>
    given(opened)
      .when(wait({ for: 'vendor', until }))
      .then(waiting({ for: 'vendor', until })));
  it('grants the same hold once', () => {
    given(opened, held).when(wait()).then();
    given(opened, waiting({ for: 'vendor', until }))
      .when(wait({ for: 'vendor', until }))
      .then();
  });
  it('changes for whom it waits', () =>
    given(opened, held)
      .when(wait({ for: 'visit' }))
      .then(waiting({ for: 'visit' })));
  it('changes when to look again', () => {
    given(opened, held)
      .when(wait({ for: 'requester', until }))
      .then(waiting({ for: 'requester', until }));
    given(opened, waiting({ for: 'requester', until }))
      .when(wait())
      .then(held);
  });
  it('holds it anew once the former hold is over', () => {
    given(opened, held, resumed).when(wait()).then(held);
    given(opened, held, received).when(wait()).then(held);
  });
  it('leaves a resolved and a closed ticket alone', () => {
    given(opened, resolved).when(wait()).refused('ticket-resolved');
    given(opened, resolved, closed).when(wait()).refused('ticket-closed');
  });
  it('knows no such ticket', () => given().when(wait()).refused('ticket-unknown'));
});

describe('resuming a ticket', () => {
  const resume = { type: 'ResumeTicket', data: {} } as const;

  it('ends the hold', () => given(opened, held).when(resume).then(resumed));
  it('finds none on an open ticket', () => given(opened).when(resume).refused('ticket-open'));
  it('finds none once the requester has written', () =>
    given(opened, held, received).when(resume).refused('ticket-open'));
  it('ends a hold for another one, though the requester has written', () =>
    given(opened, { ...held, data: { for: 'vendor' } }, received)
      .when(resume)
      .then(resumed));
  it('leaves a resolved ticket alone', () =>
    given(opened, held, resolved).when(resume).refused('ticket-resolved'));
  it('knows no such ticket', () => given().when(resume).refused('ticket-unknown'));
});
