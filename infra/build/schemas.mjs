import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** The compile-time marks of branded and sealed types (`[clear]?: T`) exist in no stored event. */
const isMark = (key) => key.startsWith('__@');

const withoutMarks = (value) => {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !isMark(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutMarks(inner)]));
};

const nameIn = (ref) => decodeURIComponent(ref.slice('#/definitions/'.length));

/** The schema behind a reference, and what it refers to itself by. */
const resolve = (schema, definitions) =>
  schema.$ref ? { name: nameIn(schema.$ref), schema: definitions[nameIn(schema.$ref)] } : { schema };

/** From the schema of `{ type, data }` that of the data, with the event's docstring. */
const ofData = ({ $schema, description, definitions, ...top }, type, version) => {
  const event = resolve(top, definitions);
  const data = resolve(event.schema.properties.data, definitions);
  const { description: _, ...shape } = data.schema;
  const own = Object.entries(definitions).filter(([name]) => name !== event.name && name !== data.name);
  return {
    $schema,
    $id: `urn:relais:event:${type}:${version}`,
    title: type,
    description,
    ...shape,
    ...(own.length > 0 && { definitions: Object.fromEntries(own) }),
  };
};

/**
 * The JSON Schema (draft 7) of the data of every event in its newest version, read from the types of the contracts.
 * An event without a docstring is an error: the docstring is the description that outsiders read.
 * @param {string} root of the repository
 * @param {Record<string, { schema: number }>} catalogue
 * @returns {Record<string, Record<string, any>>} by event type
 */
export function schemasOf(root, catalogue) {
  const generator = createGenerator({
    path: join(root, 'libs/contracts/src/catalogue.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    skipTypeCheck: true,
    topRef: false,
    additionalProperties: false,
  });
  const schemaOf = ([type, { schema }]) => {
    const found = ofData(withoutMarks(generator.createSchema(type)), type, schema);
    if (!found.description) throw new Error(`${type} has no docstring`);
    return [type, found];
  };
  return Object.fromEntries(Object.entries(catalogue).map(schemaOf));
}
