import type { Event, Fold } from '@relais/kernel';

/** A product that tickets can be about; `vendor` makes or publishes it. */
export type ProductRegistered = Event<
  'ProductRegistered',
  { readonly vendor: string; readonly name: string; readonly versions: readonly string[] }
>;

export type Product = {
  readonly vendor: string | null;
  readonly name: string | null;
  readonly versions: readonly string[];
};

export const product: Fold<Product, ProductRegistered> = {
  initial: { vendor: null, name: null, versions: [] },
  evolve: { ProductRegistered: (_, data) => data },
};
