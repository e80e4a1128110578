import { getNullableType, isInputObjectType, isListType, type GraphQLInputType } from 'graphql';
import type { AskedField } from './asked-fields.ts';
import type { Path } from './flaws.ts';
import { literal, sent, type Given } from './given.ts';
import type { Variables } from './operation.ts';

type Types = { readonly [name: string]: GraphQLInputType };

/** An object of the input, or the arguments themselves. */
type Container = { readonly path: Path; readonly types: Types };

/** How deep inputs are searched for a field. */
const deepest = 4;

const typesOf = (type: GraphQLInputType): Types => {
  const bare = getNullableType(type);
  if (!isInputObjectType(bare)) return {};
  return Object.fromEntries(Object.values(bare.getFields()).map((field) => [field.name, field.type]));
};

const next = (type: GraphQLInputType, name: string): GraphQLInputType | undefined => {
  const bare = getNullableType(type);
  if (isListType(bare)) return /^\d+$/.test(name) ? bare.ofType : undefined;
  return typesOf(bare)[name];
};

const leads = ({ types }: Container, [first = '', ...rest]: Path): boolean => {
  let type = types[first];
  for (const name of rest) type = type && next(type, name);
  return type !== undefined;
};

const inner = ({ path, types }: Container): readonly Container[] =>
  Object.entries(types).map(([name, type]) => ({ path: [...path, name], types: typesOf(type) }));

/** The read models call a filter by the word of queries. */
const callerWords: { readonly [word: string]: string } = { where: 'filter' };

const words = (field: string): Path => field.split('.').map((word) => callerWords[word] ?? word);

/**
 * The path that the caller knows, for a field that a resolver named by its last part: `cause` is `input.cause`. A field
 * that is nowhere in the arguments is the whole of a single argument.
 */
export const pathOf = ({ args }: AskedField, field: string): Path => {
  const wanted = words(field);
  const types = Object.fromEntries(args.map((arg) => [arg.name, arg.type]));
  let containers: readonly Container[] = [{ path: [], types }];
  for (let depth = 0; depth < deepest; depth += 1) {
    const found = containers.find((container) => leads(container, wanted));
    if (found) return [...found.path, ...wanted];
    containers = containers.flatMap(inner);
  }
  const [only, ...others] = args;
  return only && others.length === 0 ? [only.name] : wanted;
};

const itself = (given: Given | undefined, variables: Variables): Given | undefined =>
  given?.variable == null ? given : sent(variables[given.variable], given.at);

const child = (given: Given, name: string): Given | undefined =>
  given.items()?.[Number(name)] ?? new Map(given.fields() ?? []).get(name);

/** What the caller gave there; undefined for nothing. */
export const givenAt = (
  { node }: AskedField,
  [first, ...rest]: Path,
  variables: Variables,
): Given | undefined => {
  const argument = node.arguments?.find(({ name }) => name.value === first);
  let given = itself(argument && literal(argument.value), variables);
  for (const name of rest) given = given && itself(child(given, name), variables);
  return given;
};
