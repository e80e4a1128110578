import { describe, it } from '@jest/globals';
import { client, person, product } from '@relais/contracts';
import { askOnAnyHistory, contexts, sealed, sealedAs, terms, ticketEventData as data } from '@relais/testkit';
import fc from 'fast-check';
import { contact, type ContactCommand } from './contact.decider.ts';
import { ticketReopening, type ReopenTicket } from './reopening.decider.ts';
import { solution, type SolutionCommand } from './solution.decider.ts';
import { opening, type OpeningRules } from './ticket.decider.ts';

const wish = <T extends string, D>(type: T, of: fc.Arbitrary<D>) =>
  of.map((said) => ({ type, data: said }) as const);
const anybody = contexts(fc.constant(undefined));

const acme = {
  name: 'ACME',
  queue: 'acme-1',
  contract: { ...terms, products: ['a', 'b'], version: 1 },
  signed: 1,
};
const looked: fc.Arbitrary<OpeningRules> = fc.record({
  client: fc.constantFrom(client.initial, acme, { ...acme, contract: null }),
  product: fc.constantFrom(null, product.initial, { vendor: 'inkwell', name: 'Inkwell 300', versions: [] }),
  requester: fc.constantFrom(null, person.initial, {
    ...person.initial,
    status: 'known',
    client: 'a',
  } as const),
  number: fc.constant('R-1'),
});

describe('on any history, imported ones too, intake', () => {
  it('opens a ticket or says why not', () =>
    askOnAnyHistory(
      'intake',
      opening,
      wish('OpenTicket', data.TicketOpened).map(
        ({ type, data: { channel = 'phone', subject = sealedAs(''), ...told } }) => ({
          type,
          data: { ...told, channel, subject },
        }),
      ),
      contexts(looked),
    ));

  it('takes words or says why not', () => {
    const commands: fc.Arbitrary<ContactCommand> = fc.oneof(
      wish('ReceiveMessage', data.MessageReceived),
      wish('SendMessage', data.MessageSent),
      wish('AddNote', data.NoteAdded),
    );
    askOnAnyHistory('intake', contact, commands, anybody);
  });

  it('reopens a ticket or says why not', () => {
    const reasons = fc.record({
      why: fc.constantFrom<ReopenTicket['data']['why']>('asked', 'dissatisfied'),
      reason: sealed,
    });
    askOnAnyHistory('intake', ticketReopening, wish('ReopenTicket', reasons), anybody);
  });

  it('takes the requester’s word on a solution or says why not', () => {
    const commands: fc.Arbitrary<SolutionCommand> = fc.oneof(
      wish('ConfirmSolution', data.SolutionConfirmed),
      wish('ContestSolution', data.SolutionContested),
    );
    askOnAnyHistory('intake', solution, commands, anybody);
  });
});
