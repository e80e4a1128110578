import { describe, it } from '@jest/globals';
import type { ProductRegistered } from '@relais/contracts';
import { scenario } from '@relais/testkit';
import { products, type RegisterProduct } from './product.decider.ts';

describe('registering a product', () => {
  const data = { vendor: 'inkwell', name: 'Inkwell 300', versions: ['1', '2'] };
  const register: RegisterProduct = { type: 'RegisterProduct', data };
  const registered: ProductRegistered = { type: 'ProductRegistered', data };
  const { given } = scenario(products, {
    ...{ by: 'sofia', roles: ['admin'], level: null, at: '2026-03-02T08:15:00.000Z', rules: undefined },
  });

  it('keeps its vendor, its name and its versions', () => given().when(register).then(registered));
  it('registers it once', () => given(registered).when(register).refused('product-known'));
  it('does not register another one in its place', () =>
    given(registered)
      .when({ ...register, data: { ...data, name: 'Inkwell 400' } })
      .refused('product-known'));
});
