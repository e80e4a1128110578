import { Fault } from '@relais/kernel';
import type { FieldType, Model, Row } from './projections.ts';

const fits = (type: FieldType | undefined, value: unknown): boolean => {
  if (value === null || type === 'json') return true;
  return type === 'text' ? typeof value === 'string' : Number.isFinite(value);
};

type Declared = readonly { readonly field: string; readonly type: FieldType }[];

const declared = new WeakMap<Model<Row>['fields'], Declared>();

const declaredOf = ({ fields }: Model<Row>): Declared => {
  const known = declared.get(fields);
  if (known) return known;
  const found = Object.entries(fields).map(([field, type]) => ({ field, type }));
  declared.set(fields, found);
  return found;
};

/** Whether a row is as it should be: once a stream's first row is, a fold that spreads it leaves it so. */
const isTidy = (fields: Declared, row: Row): boolean => {
  let place = 0;
  for (const field in row) {
    const value = row[field];
    const expected = fields[place];
    if (expected?.field !== field || value === undefined || !fits(expected.type, value)) return false;
    place += 1;
  }
  return place === fields.length;
};

/**
 * A row with exactly the declared fields, in the declared order, absent ones null: what every adapter stores and hashes.
 * Throws the Fault `row-unreadable` for a value that its field cannot hold.
 */
export const tidy = <R extends Row>(model: Model<R>, row: R): R => {
  const fields = declaredOf(model);
  if (isTidy(fields, row)) return row;
  const tidied: { [field: string]: unknown } = {};
  for (const { field, type } of fields) {
    const value = row[field] ?? null;
    if (!fits(type, value)) throw new Fault('row-unreadable', `${model.name}.${field} is no ${type}`);
    tidied[field] = value;
  }
  return tidied as R;
};
