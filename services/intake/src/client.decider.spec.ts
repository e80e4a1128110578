import { describe, it } from '@jest/globals';
import type { ClientRegistered, ContractEnded, ContractSigned } from '@relais/contracts';
import { scenario, terms } from '@relais/testkit';
import { clients, type EndContract, type RegisterClient, type SignContract } from './client.decider.ts';

const acme = { name: 'ACME', queue: 'acme-1' };
const registered: ClientRegistered = { type: 'ClientRegistered', data: acme };
const signed: ContractSigned = { type: 'ContractSigned', data: terms };
const ended: ContractEnded = { type: 'ContractEnded', data: {} };

const { given } = scenario(clients, {
  ...{ by: 'sofia', roles: ['admin'], level: null, at: '2026-03-02T08:15:00.000Z' },
  rules: { products: terms.products },
});

describe('registering a client', () => {
  const register: RegisterClient = { type: 'RegisterClient', data: acme };

  it('keeps its name and its queue', () => given().when(register).then(registered));
  it('registers it once', () => given(registered).when(register).refused('client-known'));
  it('knows it also after its contract has ended', () =>
    given(registered, signed, ended).when(register).refused('client-known'));
});

describe('signing a contract', () => {
  const sign = (data = terms): SignContract => ({ type: 'SignContract', data });

  it('puts the terms in force', () => given(registered).when(sign()).then(signed));
  it('needs a client', () => given().when(sign()).refused('client-unknown'));
  it('covers registered products only', () =>
    given(registered)
      .when(sign({ ...terms, products: ['printer', 'router'] }))
      .refused('product-unknown'));
  it('may cover no product yet', () => {
    const none = { ...terms, products: [] };
    given(registered)
      .when(sign(none), { rules: { products: [] } })
      .then({ type: 'ContractSigned', data: none });
  });
  it('replaces the terms in force by another version', () => {
    const slower = { ...terms, quietDays: 9 };
    given(registered, signed).when(sign(slower)).then({ type: 'ContractSigned', data: slower });
  });
  it('takes the same terms again for a new signature', () =>
    given(registered, signed).when(sign()).then(signed));
  it('begins anew after an end', () => given(registered, signed, ended).when(sign()).then(signed));
});

describe('ending a contract', () => {
  const end: EndContract = { type: 'EndContract', data: {} };

  it('leaves the client without one', () => given(registered, signed).when(end).then(ended));
  it('needs a client', () => given().when(end).refused('client-unknown'));
  it('needs a contract', () => given(registered).when(end).refused('contract-missing'));
  it('ends it once', () => given(registered, signed, ended).when(end).refused('contract-missing'));
});
