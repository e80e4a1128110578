import { describe, it } from '@jest/globals';
import { client, person, product, type TicketOpened } from '@relais/contracts';
import { held, opened, pastsTo, scenario, sealedAs, terms } from '@relais/testkit';
import { opening, type OpeningRules, type OpenTicket } from './ticket.decider.ts';

const { number, queue, ...wished } = opened.data;
const acme = { name: 'ACME', queue, contract: { ...terms, version: 1 }, signed: 1 };
const printer = { vendor: 'inkwell', name: 'Inkwell 300', versions: ['1'] };
const zoe = { ...person.initial, status: 'known', client: 'acme', name: sealedAs('Zoé') } as const;
const rules: OpeningRules = { client: acme, product: printer, requester: zoe, number };

describe('opening a ticket', () => {
  const { given } = scenario(opening, {
    by: 'nadia',
    roles: ['agent'],
    level: 1,
    at: '2026-03-02T08:15:00Z',
    rules,
  });
  const open = (other: Partial<OpenTicket['data']> = {}): OpenTicket => ({
    type: 'OpenTicket',
    data: { ...wished, ...other },
  });
  const refusedBy = (other: Partial<OpeningRules>) => given().when(open(), { rules: { ...rules, ...other } });

  it('opens it in the client’s queue, under the number that was drawn', () =>
    given().when(open()).then(opened));

  it('opens one for a contact that names neither person nor product', () => {
    const { requester: _, product: __, ...anonymous } = wished;
    const expected: TicketOpened = { type: 'TicketOpened', data: { ...anonymous, number, queue } };
    given()
      .when({ type: 'OpenTicket', data: anonymous }, { rules: { ...rules, requester: null, product: null } })
      .then(expected);
  });

  it('keeps all that was said at the first contact', () => {
    const more = { description: sealedAs('since noon'), equipment: sealedAs('B12'), reference: 'X-7' };
    given()
      .when(open(more))
      .then({ type: 'TicketOpened', data: { ...opened.data, ...more } });
  });

  it('wants a client', () => refusedBy({ client: client.initial }).refused('client-unknown'));
  it('wants a contract in force', () =>
    refusedBy({ client: { ...acme, contract: null } }).refused('contract-missing'));
  it('wants a product that exists', () => refusedBy({ product: product.initial }).refused('product-unknown'));
  it('takes a product that was not looked up for one that does not exist', () =>
    refusedBy({ product: null }).refused('product-unknown'));
  it('wants a product that the contract covers', () =>
    refusedBy({ client: { ...acme, contract: { ...acme.contract, products: ['router'] } } }).refused(
      'product-not-covered',
    ));
  it('wants a person who exists', () => refusedBy({ requester: person.initial }).refused('person-unknown'));
  it('takes a person who was not looked up for one who does not exist', () =>
    refusedBy({ requester: null }).refused('person-unknown'));
  it('does not know a person of another client', () =>
    refusedBy({ requester: { ...zoe, client: 'globex' } }).refused('person-unknown'));
  it('opens nothing for a person who was forgotten', () =>
    refusedBy({ requester: { ...zoe, status: 'forgotten' } }).refused('person-forgotten'));

  it('opens each ticket once', () => given(opened).when(open()).refused('ticket-open'));
  it('says in which state it is already', () => {
    given(opened, held).when(open()).refused('ticket-on-hold');
    given(...pastsTo().resolved)
      .when(open())
      .refused('ticket-resolved');
    given(...pastsTo().closed)
      .when(open())
      .refused('ticket-closed');
  });
});
