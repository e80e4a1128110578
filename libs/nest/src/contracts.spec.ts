import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { streamOf, type ContractTerms, type RelaisEvent } from '@relais/contracts';
import { acme, openTestPorts, terms, type TestPorts } from '@relais/testkit';
import { Contracts } from './contracts.ts';

const signed = (quietDays: number): RelaisEvent => ({
  type: 'ContractSigned',
  data: { ...terms, quietDays },
});
const registered: RelaisEvent = { type: 'ClientRegistered', data: { name: 'Lumen', queue: 'lumen-1' } };
const event = (tenant: string, contract?: number) => ({
  event: { tenant, client: 'lumen', ...(contract !== undefined && { rules: { contract } }) },
});
const quiet = (found: ContractTerms | null) => found?.quietDays;

describe('the contracts at hand', () => {
  let test: TestPorts;
  let contracts: Contracts;
  beforeEach(async () => {
    test = await openTestPorts();
    contracts = new Contracts(test.ports.histories);
    await test.given(acme('client', 'lumen'), [
      registered,
      signed(1),
      { type: 'ContractEnded', data: {} },
      signed(2),
    ]);
  });
  afterEach(() => test.close());

  it('are each version that was signed, whatever ended between', async () => {
    await contracts.ready([event('acme', 1)]);
    expect([1, 2].map((version) => quiet(contracts.of('acme', 'lumen', version)))).toStrictEqual([1, 2]);
  });

  it.each([0, 3, -1, 1.5, Number.NaN])('are not a version %d, which nobody signed', async (version) => {
    await contracts.ready([event('acme', version)]);
    expect(contracts.of('acme', 'lumen', version)).toBeNull();
  });

  it('are read again once an event names a later one', async () => {
    await contracts.ready([event('acme')]);
    await test.given(acme('client', 'lumen'), [signed(3)]);
    await contracts.ready([event('acme')]);
    expect(contracts.of('acme', 'lumen', 3)).toBeNull();
    await contracts.ready([event('acme', 3)]);
    expect(quiet(contracts.of('acme', 'lumen', 3))).toBe(3);
  });

  it('are each tenant’s own', async () => {
    await test.given(streamOf('client', 'north', 'lumen'), [registered, signed(9)]);
    await contracts.ready([event('acme', 1), event('north', 1)]);
    expect(quiet(contracts.of('acme', 'lumen', 1))).toBe(1);
    expect(quiet(contracts.of('north', 'lumen', 1))).toBe(9);
  });

  it('are never guessed for a client that nobody read', () =>
    expect(() => contracts.of('acme', 'lumen', 1)).toThrow('were not read before'));

  it('may be asked for by events without a client', async () =>
    expect(await contracts.ready([{ event: { tenant: 'acme' } }])).toBeUndefined());
});
