const nameIn = (ref) => decodeURIComponent(ref.slice('#/definitions/'.length));

/** A type as a reader of the page sees it: a name that the page explains, the values allowed, or a plain JSON type. */
const typeText = (schema) => {
  if (schema.$ref) return `[${nameIn(schema.$ref)}](#${nameIn(schema.$ref).toLowerCase()})`;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.type === 'array') return `list of ${typeText(schema.items)}`;
  return schema.properties
    ? `{ ${Object.entries(schema.properties).map(fieldText).join('; ')} }`
    : schema.type;
};

const fieldText = ([name, schema]) => `${name}: ${typeText(schema)}`;

const cell = (text) => (text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');

const fieldsTable = ({ properties = {}, required = [] }) => {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : ', optional';
    return `| \`${name}\` | ${cell(typeText(schema))}${optional} | ${cell(schema.description)} |`;
  });
  return rows.length > 0 ? ['| field | type | meaning |', '| --- | --- | --- |', ...rows] : ['No fields.'];
};

const audienceText = (audience) => {
  const outside = audience.filter((one) => one !== 'internal');
  return outside.length > 0 ? `the staff, ${outside.join(', ')}` : 'the staff alone';
};

const eventSection = (type, { declared, schema, readers }) => [
  `### ${type}`,
  '',
  schema.description,
  '',
  `Appended by **${declared.owner}** to \`${declared.stream}-<tenant>.<id>\` · schema ${declared.schema} · seen by ${audienceText(declared.audience)}`,
  '',
  ...fieldsTable(schema),
  '',
  `Read by ${readers.length > 0 ? readers.join(', ') : 'nobody yet but history'}.`,
  '',
];

const definitionSection = ([name, schema]) => [
  `### ${name}`,
  '',
  ...(schema.description ? [schema.description, ''] : []),
  ...(schema.properties ? fieldsTable(schema) : [`${typeText(schema)}.`]),
  '',
];

const intro = `# The events of Relais

Written by \`npm run generated\` from libs/contracts and from the sources of the services: do not edit.
The envelope around each event is described in libs/contracts/src/envelope.ts; the JSON Schemas of the data stand in libs/contracts/schemas.
`;

/**
 * The page docs/events.md.
 * @param {Record<string, any>} catalogue what is declared of each event
 * @param {Record<string, any>} schemas the schema of each event
 * @param {Map<string, string[]>} readers who reads it
 */
export function eventsPage(catalogue, schemas, readers) {
  const lines = [intro];
  const streams = Map.groupBy(Object.keys(catalogue), (type) => catalogue[type].stream);
  for (const [stream, types] of streams) {
    lines.push(`## Stream ${stream}`, '');
    for (const type of types)
      lines.push(
        ...eventSection(type, {
          declared: catalogue[type],
          schema: schemas[type],
          readers: readers.get(type),
        }),
      );
  }
  const definitions = Object.assign({}, ...Object.values(schemas).map((schema) => schema.definitions));
  const sorted = Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1));
  lines.push('## Types', '', ...sorted.flatMap(definitionSection));
  return `${lines.join('\n').trimEnd()}\n`;
}
