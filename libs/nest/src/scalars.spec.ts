import { invalidTexts } from '@relais/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, graphql, GraphQLError, Kind, type GraphQLScalarType } from 'graphql';
import { AsOf, CommandId, Day, Email, Instant, JsonData, Line, Phone, Text, withScalars } from './scalars.ts';

/** The reason for which a value is bad; null when it is not. */
const wrongIn = (read: () => unknown): unknown => {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions['code'] === 'BAD_USER_INPUT')
      return error.extensions['reason'];
    throw error;
  }
};

type Scalar = GraphQLScalarType<string, string>;
const texts: readonly Scalar[] = [Text, Line, Email, Phone, CommandId, AsOf, Instant, Day];

const written = (value: string) => ({ kind: Kind.STRING, value }) as const;

describe('a scalar', () => {
  const accepted: readonly (readonly [Scalar, string, string])[] = [
    [Text, '  Plus rien ne s’allume.\n\tDepuis ce matin. ', 'Plus rien ne s’allume.\n\tDepuis ce matin.'],
    [Text, 'x'.repeat(20_000), 'x'.repeat(20_000)],
    [Line, ' Imprimante L200\t', 'Imprimante L200'],
    [Line, `  ${'é'.repeat(200)}  `, 'é'.repeat(200)],
    [Email, ' Remi.Lambert@Lumen.EXAMPLE ', 'remi.lambert@lumen.example'],
    [Phone, '+33 1 42 27 81 00', '+33142278100'],
    [Phone, '+44 (0)20 7946 0018', '+442079460018'],
    [CommandId, '6F1F0C0F-7F5E-4B52-8F5A-93A4A1F3A0DE', '6f1f0c0f-7f5e-4b52-8f5a-93a4a1f3a0de'],
    [AsOf, '2026-03-02T09:15+01:00', '2026-03-02T08:15:00.000Z'],
    [AsOf, 'recorded:2026-03-02T08:15:00Z', 'recorded:2026-03-02T08:15:00.000Z'],
    [AsOf, 'revision:007', 'revision:7'],
    [Instant, '2026-03-02T08:15:00.5Z', '2026-03-02T08:15:00.500Z'],
    [Day, '2024-02-29', '2024-02-29'],
  ];

  it.each(accepted)('%s reads %j as %j, and what it read reads the same again', (scalar, given, read) => {
    expect(scalar.parseValue(given)).toBe(read);
    expect(scalar.parseLiteral(written(given))).toBe(read);
    expect(scalar.parseValue(read)).toBe(read);
    expect(scalar.serialize(read)).toBe(read);
  });

  const refused: readonly (readonly [Scalar, string, string])[] = [
    [Text, '', 'text-empty'],
    [Text, ' \n\u00a0', 'text-empty'],
    [Text, 'x'.repeat(20_001), 'text-too-long'],
    [Text, 'half a letter: \ud83d', 'text-unreadable'],
    [Line, '  ', 'text-empty'],
    [Line, 'x'.repeat(201), 'line-too-long'],
    [Line, 'one\ntwo', 'line-broken'],
    [Line, 'one\u2028two', 'line-broken'],
    [Line, 'one\u0000two', 'line-broken'],
    [Line, 'one\u001b[31mtwo', 'line-broken'],
    [Email, 'remi', 'mail-unreadable'],
    [Email, 'remi@lumen', 'mail-unreadable'],
    [Email, 'remi@lumen.example, odile@orfeo.example', 'mail-unreadable'],
    [Email, 'remi@lumen.example\r\nBcc: odile@orfeo.example', 'mail-unreadable'],
    [Email, `${'r'.repeat(250)}@lumen.example`, 'mail-unreadable'],
    [Phone, '01 42 27 81 00', 'phone-unreadable'],
    [Phone, '+33 1', 'phone-unreadable'],
    [Phone, 'call me', 'phone-unreadable'],
    [CommandId, 'first-try', 'command-id-unreadable'],
    [CommandId, '6f1f0c0f-7f5e-4b52-8f5a-93a4a1f3a0d', 'command-id-unreadable'],
    [AsOf, 'yesterday', 'as-of-unreadable'],
    [AsOf, 'revision:-1', 'as-of-unreadable'],
    [AsOf, '2026-02-30T00:00:00Z', 'as-of-unreadable'],
    [AsOf, '2026-03-02T08:15:00', 'as-of-unreadable'],
    [Instant, 'revision:3', 'instant-unreadable'],
    [Instant, 'recorded:2026-03-02T08:15:00Z', 'instant-unreadable'],
    [Instant, '2026-03-02', 'instant-unreadable'],
    [Day, '2026-02-29', 'day-unreadable'],
    [Day, '2026-13-01', 'day-unreadable'],
    [Day, '2026-3-2', 'day-unreadable'],
    [Day, '2026-03-02T08:15:00Z', 'day-unreadable'],
  ];

  it.each(refused)('%s refuses %j as %s, written or sent', (scalar, given, reason) => {
    expect(wrongIn(() => scalar.parseValue(given))).toBe(reason);
    expect(wrongIn(() => scalar.parseLiteral(written(given)))).toBe(reason);
  });

  it.each(texts)('%s refuses all that is no text', (scalar) => {
    for (const given of [1, true, null, undefined, {}, ['x'], { toString: () => 'x' }, Number.NaN])
      expect(wrongIn(() => scalar.parseValue(given))).toBe('text-unreadable');
    expect(wrongIn(() => scalar.parseLiteral({ kind: Kind.INT, value: '1' }))).toBe('text-unreadable');
    expect(wrongIn(() => scalar.parseLiteral({ kind: Kind.NULL }))).toBe('text-unreadable');
  });

  it.each(texts)('%s either reads a text for good, or gives a reason that has its words', (scalar) => {
    const near = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 250 }),
      fc.emailAddress(),
      fc.uuid(),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.nat().map((n) => `revision:${n}`),
      fc.stringMatching(/^\+\d{4,15}$/),
    );
    fc.assert(
      fc.property(near, (given) => {
        const reason = wrongIn(() => scalar.parseValue(given));
        if (reason !== null) return typeof reason === 'string' && Object.hasOwn(invalidTexts, reason);
        const read = scalar.parseValue(given);
        return scalar.parseValue(read) === read;
      }),
    );
  });

  it('JsonData is only ever answered', () => {
    expect(JsonData.serialize({ erased: true })).toEqual({ erased: true });
    expect(wrongIn(() => JsonData.parseValue({}))).toBe('data-answered-only');
  });
});

describe('a schema that was built from its text', () => {
  const sdl = `scalar Line scalar Other type Query { echo(line: Line!, other: Other): String }`;

  const echo = async (line: string) => {
    const schema = withScalars(buildSchema(sdl));
    const source = 'query ($line: Line!) { echo(line: $line) }';
    const rootValue = { echo: ({ line: read }: { readonly line: string }) => read };
    return graphql({ schema, source, rootValue, variableValues: { line } });
  };

  it('knows the rules of our scalars', async () => {
    expect((await echo(' one ')).data).toEqual({ echo: 'one' });
    expect((await echo('one\ntwo')).errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', reason: 'line-broken' },
    ]);
  });
});
