import { Fault } from '@relais/kernel';
import type { FieldType, Model, Row } from './projections.ts';

const fits: { readonly [T in FieldType]: (value: unknown) => boolean } = {
  text: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  json: () => true,
};

/** The rows that came out of `tidy`: nobody changes them, so they need not be looked at again. */
const known = new WeakSet<Row>();

/**
 * A row with exactly the declared fields, in the declared order, absent ones null: what every adapter stores and hashes.
 * Throws the Fault `row-unreadable` for a value that its field cannot hold.
 */
export const tidy = <R extends Row>(model: Model<R>, row: R): R => {
  if (known.has(row)) return row;
  const tidied: { [field: string]: unknown } = {};
  for (const field in model.fields) {
    const value = row[field] ?? null;
    if (value !== null && !fits[model.fields[field]](value))
      throw new Fault('row-unreadable', `${model.name}.${field} is no ${model.fields[field]}`);
    tidied[field] = value;
  }
  known.add(tidied);
  return tidied as R;
};
