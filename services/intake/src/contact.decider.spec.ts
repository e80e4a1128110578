import { describe, expect, it } from '@jest/globals';
import {
  ticket,
  type MessageReceived,
  type MessageSent,
  type NoteAdded,
  type TicketReopened,
} from '@relais/contracts';
import { replay, type Context } from '@relais/kernel';
import { closed, held, opened, resolved, scenario, sealedAs, stamped } from '@relais/testkit';
import { contact, type ReceiveMessage } from './contact.decider.ts';

const context: Context = {
  by: 'zoe',
  roles: ['requester'],
  level: null,
  at: '2026-03-02T08:15:00Z',
  rules: undefined,
};

const text = sealedAs('It still does not print');
const received: MessageReceived = { type: 'MessageReceived', data: { channel: 'mail', text, from: 'zoe' } };
const reopened: TicketReopened = { type: 'TicketReopened', data: { why: 'message' } };
const sent: MessageSent = { type: 'MessageSent', data: { channel: 'mail', text } };
const noted: NoteAdded = { type: 'NoteAdded', data: { text } };

const { given } = scenario(contact, context);

describe('receiving a message', () => {
  const receive: ReceiveMessage = { type: 'ReceiveMessage', data: received.data };

  it('keeps it', () => given(opened).when(receive).then(received));
  it('keeps one from somebody nobody recognised', () =>
    given(opened)
      .when({ type: 'ReceiveMessage', data: { channel: 'mail', text } })
      .then({ type: 'MessageReceived', data: { channel: 'mail', text } }));
  it('keeps the same text twice: sealed texts cannot be compared', () =>
    given(opened, received).when(receive).then(received));
  it('needs no second event to end a hold for the requester', () =>
    given(opened, held).when(receive).then(received));
  it('works on a resolved ticket again', () =>
    given(opened, resolved).when(receive).then(received, reopened));
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(receive).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(receive).refused('ticket-unknown'));

  it('ends a hold for the requester, and no other hold', () => {
    const after = (reason: 'requester' | 'vendor') =>
      replay(ticket, stamped([opened, { ...held, data: { for: reason } }, received], context));
    expect(after('requester')).toMatchObject({ status: 'open', heldFor: null });
    expect(after('vendor')).toMatchObject({ status: 'on-hold', heldFor: 'vendor' });
  });
});

describe('sending a message', () => {
  const send = { type: 'SendMessage', data: sent.data } as const;

  it('keeps what was said to the requester', () => given(opened).when(send).then(sent));
  it('is possible while the ticket waits, and after it is resolved', () => {
    given(opened, held).when(send).then(sent);
    given(opened, resolved).when(send).then(sent);
  });
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(send).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(send).refused('ticket-unknown'));
});

describe('adding a note', () => {
  const note = { type: 'AddNote', data: noted.data } as const;

  it('keeps it', () => given(opened).when(note).then(noted));
  it('keeps it on a closed ticket too', () => given(opened, resolved, closed).when(note).then(noted));
  it('knows no such ticket', () => given().when(note).refused('ticket-unknown'));
});
