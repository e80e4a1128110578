import { Fault } from '@relais/kernel';
import type { Model, Row } from '../projections.ts';
import type { Layout } from './tables.ts';

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

/** Each field has a column of its own. */
export const layoutOf = (model: Model<Row>): Layout => {
  checkNames(model);
  const { name, version, fields, temporal, followed = false, indexes, counters, filters = [] } = model;
  const keyed = new Set([...indexes.flat(), ...filters, ...Object.values(counters).flat()]);
  checkColumns(model, [...keyed]);
  return {
    ...{ made: 3, name, version, temporal, followed, indexes, filters },
    columns: Object.entries(fields).map(([field, type]) => ({ field, type, keyed: keyed.has(field) })),
    counters: Object.entries(counters).map(([counter, grouped]) => ({ counter, fields: grouped })),
  };
};
