import { withScalars } from '@relais/nest';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  getOperationAST,
  KnownArgumentNamesRule,
  parse,
  ProvidedRequiredArgumentsRule,
  validate,
  ValuesOfCorrectTypeRule,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { flawsOfVariables, operationOf } from './operation.ts';

const schema = withScalars(
  buildSchema(`
    scalar Line
    scalar Email
    enum Word { ONE TWO }
    input Deep { line: Line!, word: Word = ONE, words: [Word!], deep: Deep, grid: [[Int!]!] }
    type Query { ask(deep: Deep, must: Deep!, first: Int! = 50, mail: Email, any: [Deep], yes: Boolean, id: ID, x: Float): Query }
  `),
);

const read = (source: string) => {
  const document = parse(source);
  const node = getOperationAST(document);
  if (!node) throw new Error('no operation');
  return { document, node, operation: operationOf(schema, document, node) };
};

const flawsOf = (source: string, variables: { readonly [name: string]: unknown }) => {
  const { node, operation } = read(source);
  return [...operation.flaws, ...flawsOfVariables(schema, node, operation, variables)];
};

const told = (source: string, variables: { readonly [name: string]: unknown } = {}): readonly string[] =>
  flawsOf(source, variables).map(({ path, reason }) => `${path.join('.')} ${reason}`);

/** Values, good ones and bad ones, that have something to do with the schema. */
const anyValue = fc.letrec<{ value: unknown; leaf: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  leaf: fc.oneof(
    fc.constantFrom('ONE', 'TWO', 'THREE', '', 'one\ntwo', 'remi@lumen.example', null, true, 1.5, 2 ** 31),
    fc.integer({ min: -2, max: 2 }),
  ),
  object: fc.record(
    {
      line: fc.oneof(fc.constant('a line'), tie('leaf')),
      word: tie('leaf'),
      words: fc.oneof(fc.array(tie('leaf'), { maxLength: 2 }), tie('leaf')),
      deep: tie('object'),
      grid: fc.oneof(fc.constant([[1], [2, 3]]), tie('value')),
      other: tie('leaf'),
    },
    { requiredKeys: [] },
  ),
})).value;

const written = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'string') return /^[A-Z]+$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, inner]) => `${name}: ${written(inner)}`);
  return `{ ${fields.join(', ')} }`;
};

const types = [
  'Deep',
  'Deep!',
  '[Deep]',
  'Int',
  'Email',
  'Boolean',
  'ID',
  'Float',
  '[Word!]!',
  '[[Int!]!]',
] as const;

describe('what is bad in an operation', () => {
  it('is found in a variable exactly when GraphQL refuses the variable', () =>
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.option(anyValue, { nil: undefined }), (type, value) => {
        const source = `query ($v: ${type}) { ask(must: { line: "x" }) { ask(must: { line: "x" }) { __typename } } }`;
        const variables = value === undefined ? {} : { v: value };
        const { node } = read(source);
        const { errors } = getVariableValues(schema, node.variableDefinitions ?? [], variables);
        expect(told(source, variables).length > 0).toBe(errors !== undefined);
      }),
      { numRuns: 500 },
    ));

  it('is found in what is written exactly when GraphQL refuses it, at the very same nodes', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('deep', 'must', 'first', 'mail', 'any', 'yes', 'id', 'x', 'other'),
        anyValue,
        (name, value) => {
          const source = `{ ask(${name}: ${written(value)}) { __typename } }`;
          const { document, operation } = read(source);
          const rules = [ValuesOfCorrectTypeRule, ProvidedRequiredArgumentsRule, KnownArgumentNamesRule];
          const errors = validate(schema, document, rules);
          expect(operation.flaws.length > 0).toBe(errors.length > 0);
          expect(operation.flaws.length).toBe(Math.min(20, errors.length));
        },
      ),
      { numRuns: 500 },
    ));

  it('is named by its path, whatever its place', () => {
    expect(told('{ ask(must: { line: "x", deep: { deep: { line: "" } } }) { __typename } }')).toEqual([
      'must.deep.line value-missing',
      'must.deep.deep.line text-empty',
    ]);
    expect(
      told('query ($v: [Deep]) { ask(any: $v, must: { line: "x" }) { __typename } }', {
        v: [{ line: 'x' }, null, { line: 'x', grid: [[1], [2, 'x'], [null]] }],
      }),
    ).toEqual(['any.2.grid.1.1 number-unreadable', 'any.2.grid.2.0 value-missing']);
    expect(
      told('query ($v: Line!, $w: [Word!]) { ask(must: { line: $v, words: $w }) { __typename } }', {
        v: '',
        w: ['ONE', 'THREE'],
      }),
    ).toEqual(['must.line text-empty', 'must.words.1 word-unknown']);
  });

  it('is named by the variable where no argument takes it', () =>
    expect(told('query ($v: Boolean!) { __typename @include(if: $v) }', { v: 'yes' })).toEqual([
      'v choice-unreadable',
    ]));

  it('is named where null is too little, though the operation declares that it may be', () => {
    const source = 'query ($v: Int) { ask(first: $v, must: { line: "x" }) { __typename } }';
    expect([told(source), told(source, { v: 3 })]).toEqual([[], []]);
    expect(told(source, { v: null })).toEqual(['first value-missing']);
  });

  it.each([
    ['@include(if: $go)', { go: false }, true],
    ['@include(if: $go)', { go: true }, false],
    ['@include(if: $go)', {}, false],
    ['@skip(if: $go)', {}, true],
    ['@skip(if: true)', {}, true],
    ['@skip(if: false) @include(if: true)', {}, false],
  ])('counts only where the field is asked for: %s %j', (directives, variables, spared) => {
    const field = `ask(first: $v, must: { line: "x" }) { __typename }`;
    const operations = [
      `${field.replace('{ __', `${directives} { __`)}`,
      `... ${directives} { ${field} }`,
      `...F ${directives}`,
    ];
    for (const operation of operations) {
      const fragment = operation.startsWith('...F') ? `fragment F on Query { ${field} }` : '';
      const source = `query ($v: Int, $go: Boolean = true) { ${operation} } ${fragment}`;
      expect(told(source, { v: null, ...variables })).toEqual(spared ? [] : ['first value-missing']);
    }
  });

  it('knows no field by a name that every object has', () => {
    const input = JSON.parse('{ "line": "x", "__proto__": 1, "constructor": 2 }') as unknown;
    expect(told('query ($v: Deep!) { ask(must: $v) { __typename } }', { v: input })).toEqual([
      'must.__proto__ field-unknown',
      'must.constructor field-unknown',
    ]);
    expect(
      told('query ($toString: Int!) { ask(first: $toString, must: { line: "x" }) { __typename } }'),
    ).toEqual(['first value-missing']);
  });

  it('is looked for in a document once', () => {
    const { document, node, operation } = read('{ ask(must: 1) { __typename } }');
    expect(operationOf(schema, document, node)).toBe(operation);
  });

  it('is told once in a fragment that spreads itself', () =>
    expect(told('{ ...A } fragment A on Query { ask(must: 1) { ...A } }')).toEqual([
      'must object-unreadable',
    ]));

  it('is found soon in fragments that multiply', () => {
    const parts = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const since = performance.now();
    told(
      `{ ...F0 ...Nowhere } ${parts.join(' ')} fragment F30 on Query { ...F0 ask(must: 1) { __typename } }`,
    );
    expect(performance.now() - since).toBeLessThan(500);
  });
});
