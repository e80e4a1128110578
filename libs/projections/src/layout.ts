import { Fault } from '@relais/kernel';
import type { FieldType, Model, Row } from './projections.ts';

/** A field as its column knows it; one that is `keyed` is looked up. JSON is kept as text. */
export type Column = { readonly field: string; readonly type: FieldType; readonly keyed: boolean };

/** A model as an adapter knows it: plain data, so that it travels to a thread and can be stored beside the rows. */
export type Layout = {
  /** How an adapter makes its tables from it: another number, and those that are there are outdated. */
  readonly made: number;
  readonly name: string;
  readonly version: number;
  readonly temporal: boolean;
  readonly followed: boolean;
  readonly indexes: readonly (readonly string[])[];
  readonly filters: readonly string[];
  readonly columns: readonly Column[];
  readonly counters: readonly { readonly counter: string; readonly fields: readonly string[] }[];
};

const plain = /^[A-Za-z][A-Za-z0-9-]*$/;

const checkNames = ({ name, fields, counters }: Model<Row>): void => {
  for (const word of [name, ...Object.keys(fields), ...Object.keys(counters)])
    if (!plain.test(word))
      throw new Fault('model-unreadable', `"${word}" of the model ${name} is no plain name`);
};

const checkColumns = ({ name, fields }: Model<Row>, columns: readonly string[]): void => {
  for (const column of columns)
    if (fields[column] !== 'text' && fields[column] !== 'number')
      throw new Fault(
        'model-unreadable',
        `${name}.${column} is neither text nor number, it cannot be looked up`,
      );
};

/** The column that all indexes begin with, when there is one: as good as always the tenant. */
export const leadOf = ({ indexes }: Layout): string | null => {
  const [first] = indexes[0] ?? [];
  return first !== undefined && indexes.every((fields) => fields[0] === first) ? first : null;
};

/** Each field has a column of its own. Throws the Fault `model-unreadable`. */
export const layoutOf = (model: Model<Row>, made: number): Layout => {
  checkNames(model);
  const { name, version, fields, temporal, followed = false, indexes, counters, filters = [] } = model;
  const keyed = new Set([...indexes.flat(), ...filters, ...Object.values(counters).flat()]);
  checkColumns(model, [...keyed]);
  return {
    ...{ made, name, version, temporal, followed, indexes, filters },
    columns: Object.entries(fields).map(([field, type]) => ({ field, type, keyed: keyed.has(field) })),
    counters: Object.entries(counters).map(([counter, grouped]) => ({ counter, fields: grouped })),
  };
};
