import { createHash } from 'node:crypto';
import { Invalid } from '@relais/kernel';
import { toValue, type Value } from './encode.ts';
import type { Model, Query, Row, Version } from './projections.ts';

/** Writes and reads places in the answer to one query. */
export type Cursors = {
  readonly of: (shown: Version<Row>) => string;
  /** The values of the order and the key. */
  readonly read: (cursor: string) => readonly Value[];
};

const unreadable = (): never => {
  throw new Invalid('after-unreadable', 'after', 'this cursor was not given out for this filter and order');
};

/** Base64url JSON back to a list; anything else is Invalid. */
const unpack = (cursor: string): readonly unknown[] => {
  try {
    const list: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(list) ? list : unreadable();
  } catch {
    return unreadable();
  }
};

const pack = (list: readonly unknown[]): string => Buffer.from(JSON.stringify(list)).toString('base64url');

/** Which query it was, in 16 characters. */
const printOf = (model: Model<Row>, { where, order, asOf }: Query<Row>): string => {
  const filters = Object.entries(where)
    .filter(([, wanted]) => wanted !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const orders = order.map(({ field, descending = false }) => [field, descending]);
  const asked = JSON.stringify([model.name, model.version, filters, orders, asOf?.by, asOf?.at]);
  return createHash('sha256').update(asked).digest('base64url').slice(0, 16);
};

const readable = (value: unknown): boolean =>
  value === null || typeof value === 'string' || Number.isFinite(value);

export const cursorsOf = (model: Model<Row>, query: Query<Row>): Cursors => {
  const print = printOf(model, query);
  return {
    of: ({ key, row }) => pack([print, ...query.order.map(({ field }) => row?.[field]), key]),
    read: (cursor) => {
      const [found, ...values] = unpack(cursor);
      if (found !== print || values.length !== query.order.length + 1 || !values.every(readable))
        unreadable();
      return values.map(toValue);
    },
  };
};

/** A place in the change log of one generation. */
export type ChangePlace = { readonly generation: number; readonly seq: number };

export const changeCursorOf = (model: string, { generation, seq }: ChangePlace): string =>
  pack([model, generation, seq]);

/** The inverse of `changeCursorOf`; throws Invalid `after-unreadable` for a cursor of something else. */
export const changePlaceOf = (model: string, cursor: string): ChangePlace => {
  const [named, generation, seq] = unpack(cursor);
  if (named !== model || !Number.isSafeInteger(generation) || !Number.isSafeInteger(seq))
    throw new Invalid('after-unreadable', 'after', 'this cursor was not given out for these changes');
  return { generation: generation as number, seq: seq as number };
};
