import { Fault, Invalid } from '@relais/kernel';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, graphql, GraphQLError } from 'graphql';
import { mask, type Log } from './faults.ts';

type Line = Parameters<Log>[0];

const schema = buildSchema('type Query { one(first: Int): Int! }');

/** What a caller gets, and what is logged, when a resolver throws. */
const whenThrown = async (thrown: unknown) => {
  const logged: Line[] = [];
  const one = (): never => {
    throw thrown;
  };
  const { errors = [] } = await graphql({ schema, source: '{ one }', rootValue: { one } });
  const told = errors.map(mask('trace-1', (line) => logged.push(line))).map((error) => error.toJSON());
  return { told, logged };
};

describe('a failure', () => {
  it('that the caller caused names the field and the reason, and is not logged', async () => {
    const { told, logged } = await whenThrown(new Invalid('cause-missing', 'cause', 'say what caused it'));
    expect(told).toEqual([
      {
        message: 'say what caused it',
        path: ['one'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'BAD_USER_INPUT', field: 'cause', reason: 'cause-missing' },
      },
    ]);
    expect(logged).toEqual([]);
  });

  it('that was meant for the caller reaches them', async () => {
    const { told, logged } = await whenThrown(new GraphQLError('No.', { extensions: { code: 'FORBIDDEN' } }));
    expect(told).toMatchObject([{ message: 'No.', path: ['one'], extensions: { code: 'FORBIDDEN' } }]);
    expect(logged).toEqual([]);
  });

  it('of a lost race asks the caller to try again', async () => {
    const { told, logged } = await whenThrown(new Fault('busy', 'others wrote to ticket-acme.1'));
    expect(told).toMatchObject([
      { message: 'Others changed this at the same moment: try again.', extensions: { code: 'BUSY' } },
    ]);
    expect(logged).toMatchObject([{ level: 'error', code: 'busy', correlation: 'trace-1' }]);
  });

  const secret = 'events.db: disk I/O error';
  const own: readonly (readonly [string, unknown, string])[] = [
    ['a Fault', new Fault('store-down', secret, new Error(secret)), 'store-down'],
    ['a bug', new TypeError(secret), 'unexpected'],
    ['a thrown text', secret, 'unexpected'],
    ['an error of GraphQL itself', new GraphQLError(secret), 'unexpected'],
    ['that, around a bug', new GraphQLError(secret, { originalError: new Error(secret) }), 'unexpected'],
    ['a code that is no text', new GraphQLError(secret, { extensions: { code: 7 } }), 'unexpected'],
  ];

  it.each(own)(
    'of ours (%s) is hidden from the caller, and logged once with its trace',
    async (_, thrown, code) => {
      const { told, logged } = await whenThrown(thrown);
      expect(told).toEqual([
        {
          message: 'Something failed.',
          path: ['one'],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'INTERNAL_SERVER_ERROR', correlation: 'trace-1' },
        },
      ]);
      expect(logged).toEqual([
        { level: 'error', code, correlation: 'trace-1', message: expect.stringContaining(secret) },
      ]);
    },
  );

  it('of an answer that does not fit the schema is ours', async () => {
    const logged: Line[] = [];
    const { errors = [] } = await graphql({ schema, source: '{ one }', rootValue: { one: 'four' } });
    const [error] = errors.map(mask('trace-1', (line) => logged.push(line)));
    expect(error?.message).toBe('Something failed.');
    expect(logged).toMatchObject([{ message: expect.stringContaining('Int cannot represent') }]);
  });
});
