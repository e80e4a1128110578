import { product, type Product, type ProductRegistered } from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';

export type RegisterProduct = Command<'RegisterProduct', ProductRegistered['data']>;
export type ProductRefusal = 'product-known';

export const products: Decider<
  RegisterProduct,
  Product,
  ProductRegistered,
  ProductRegistered,
  ProductRefusal
> = {
  fold: product,

  decide: {
    RegisterProduct: ({ name }, data) =>
      name === null ? [{ type: 'ProductRegistered', data }] : refuse('product-known'),
  },
};
