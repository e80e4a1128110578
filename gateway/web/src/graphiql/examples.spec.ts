import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, getVariableValues, parse, validate, type OperationDefinitionNode } from 'graphql';
import { languages } from '../copy/language.ts';
import { examples } from './examples.ts';
import { fill } from './variables.ts';

const schema = buildSchema(readFileSync(new URL('../../../api/schema/api.graphql', import.meta.url), 'utf8'));
const told = {
  client: 'a0b425d0-a60d-595c-ba6c-b22c6f060965',
  ticket: '83d073d9-03f4-51c9-be55-eb2609bf4410',
};
const every = languages.flatMap((language) =>
  examples(language).map(({ query, variables }) => ({ language, query, variables })),
);

describe('the examples of GraphiQL', () => {
  it('walk a ticket from opening to proof, in every language', () => {
    const names = examples('en').map(({ query }) => /(?:query|mutation) (\w+)/.exec(query)?.[1]);
    expect(names).toEqual([
      'OpenTicket',
      'TakeTicket',
      'RecordDiagnosis',
      'ResolveTicket',
      'Replay',
      'TicketHistory',
      'Verify',
    ]);
    expect(every.length).toBe(names.length * languages.length);
  });

  it.each(every)('are operations of the committed graph ($language): $query', ({ query }) => {
    expect(validate(schema, parse(query))).toEqual([]);
  });

  it.each(every)('carry variables that the graph takes ($language): $query', ({ query, variables }) => {
    const operation = parse(query).definitions[0] as OperationDefinitionNode;
    const given = fill(JSON.parse(variables), told) as Record<string, unknown>;
    expect(getVariableValues(schema, operation.variableDefinitions ?? [], given).errors).toBeUndefined();
  });
});
