import { getNamedType, isInputObjectType, type GraphQLInputType, type GraphQLSchema } from 'graphql';
import type { Row } from './rows.ts';

const naming = ['number', 'reference', 'mail', 'phone', 'after'];

const pathsOf = (
  type: GraphQLInputType,
  path: readonly string[],
  above: readonly string[] = [],
): readonly string[] => {
  const named = getNamedType(type);
  if (isInputObjectType(named) && !above.includes(named.name))
    return Object.values(named.getFields()).flatMap((field) =>
      pathsOf(field.type, [...path, field.name], [...above, named.name]),
    );
  return named.name === 'ID' || naming.includes(path.at(-1) ?? '') ? [path.join('.')] : [];
};

/** Every root field, with the paths in its arguments that name a thing, as `ticket` and `ticket id`. */
export const needed = (schema: GraphQLSchema): readonly string[] =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((type) => Object.values(type?.getFields() ?? {}))
    .flatMap(({ name, args }) => [
      name,
      ...args.flatMap((argument) => pathsOf(argument.type, [argument.name])).map((path) => `${name} ${path}`),
    ])
    .sort();

/** The same, as the rows declare it. */
export const declared = (rows: readonly Row[]): readonly string[] => [
  ...new Set(
    rows
      .flatMap(({ field, names, optional = {}, claims = {} }) => [
        field,
        ...Object.keys({ ...names, ...optional, ...claims }).map((path) => `${field} ${path}`),
      ])
      .sort(),
  ),
];
