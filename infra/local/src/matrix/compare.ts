import { randomUUID } from 'node:crypto';
import type { Caller } from '@relais/contracts';
import {
  getNamedType,
  isObjectType,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { whole } from '../testing/whole.ts';
import type { Named, Row } from './rows.ts';
import { unknownLike, type Things } from './things.ts';
import type { World } from './world.ts';

/** Where what is foreign was answered otherwise than what is unknown, or was written to. */
export type Finding = {
  readonly field: string;
  readonly path: string;
  readonly foreign: string;
  readonly unknown: string;
};

type Fields = { readonly [name: string]: unknown };

/** A request: its row, and the value of each path. */
export type Request = { readonly row: Row; readonly values: { readonly [path: string]: string } };

const fieldOf = (
  schema: GraphQLSchema,
  name: string,
): readonly [OperationTypeNode, GraphQLField<unknown, unknown>] => {
  for (const operation of Object.values(OperationTypeNode)) {
    const found = schema.getRootType(operation)?.getFields()[name];
    if (found) return [operation, found];
  }
  throw new Error(`no root field ${name}`);
};

const put = (fields: Fields, [first = '', ...rest]: readonly string[], value: unknown): Fields => ({
  ...fields,
  [first]: rest.length === 0 ? value : put((fields[first] ?? {}) as Fields, rest, value),
});

type Asked = { readonly source: string; readonly variables: Fields };

const askedOf = (schema: GraphQLSchema, { row, values }: Request, selection?: string): Asked => {
  const [operation, { args, type }] = fieldOf(schema, row.field);
  const fresh = operation === 'mutation' ? { 'input.commandId': randomUUID() } : {};
  const variables = Object.entries({ ...fresh, ...values }).reduce(
    (all, [path, value]) => put(all, path.split('.'), value),
    row.arguments ?? {},
  );
  const used = args.filter(({ name }) => name in variables);
  const told = used.map(({ name, type: of }) => `$${name}: ${of.toString()}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const shown = selection ?? whole(schema, getNamedType(type).name);
  const bracketed = (text: string) => (text === '' ? '' : `(${text})`);
  return {
    source: `${operation} ${bracketed(told)} { ${row.field}${bracketed(passed)} ${shown} }`,
    variables,
  };
};

const byText = (one: object, other: object): number =>
  JSON.stringify(one).localeCompare(JSON.stringify(other));

/** Sends a request with a command id of its own and gives all that comes back, but the trace and the cursors that are never alike. */
export const answer = async (
  { ask, federation }: World,
  caller: Caller,
  request: Request,
  selection?: string,
): Promise<string> => {
  const { source, variables } = askedOf(federation.api, request, selection);
  const { data, errors = [], notices } = await ask(caller, source, variables);
  // Services answer side by side: which of them fails first says nothing.
  const failed = errors.map((error) => error.toJSON()).toSorted(byText);
  const text = JSON.stringify({ data: data ?? null, errors: failed, notices });
  return text.replaceAll(/,?"correlation":"\w+"|"cursor":"[\w-]+",?/g, '');
};

/** A row with the caller's own things in it, but for one path; null for none. */
export const requestOf = (row: Row, own: Things, path: string | null, value: string): Request => {
  const needed = Object.entries(row.names).map(([name, named]) => [
    name,
    named === 'place' ? '' : own[named],
  ]);
  return { row, values: { ...Object.fromEntries(needed), ...(path !== null && { [path]: value }) } };
};

/** The paths of a row that name things of somebody. */
export const namesOf = ({
  names,
  optional = {},
}: Row): readonly (readonly [string, Exclude<Named, 'place'>])[] =>
  Object.entries({ ...names, ...optional }).flatMap(([path, named]) =>
    named === 'place' ? [] : [[path, named] as const],
  );

/** What a comparison is made of: who asks, what is theirs, what is not, and which kinds of things are anybody's. */
export type Scope = {
  readonly caller: Caller;
  readonly own: Things;
  readonly foreign: Things;
  readonly shared: readonly Named[];
  /** A field and a path whose value says nothing for this caller. */
  readonly unheeded?: string;
};

/**
 * All that a field answers, and the same with no more than the ids of tickets: what one service gives away by itself, the
 * others take back when they have to give their part.
 */
const selectionsOf = (schema: GraphQLSchema, field: string): readonly string[] => {
  const { name } = getNamedType(fieldOf(schema, field)[1].type);
  const ticket = schema.getType('Ticket');
  const fields = isObjectType(ticket) ? Object.keys(ticket.getFields()) : [];
  const without = fields.filter((part) => part !== 'id').map((part) => `Ticket.${part}`);
  return [...new Set([whole(schema, name), whole(schema, name, { without })])];
};

const compare = async (
  world: World,
  { caller, own, foreign }: Scope,
  row: Row,
  [path, named]: readonly [string, Exclude<Named, 'place'>],
): Promise<readonly Finding[]> => {
  const before = await world.store.head();
  const asked = [foreign[named], unknownLike(named, foreign[named])];
  const told: string[] = [];
  for (const value of asked) {
    const texts: string[] = [];
    for (const selection of selectionsOf(world.federation.api, row.field))
      texts.push(await answer(world, caller, requestOf(row, own, path, value), selection));
    told.push(texts.join(' ').replaceAll(value, '<it>'));
  }
  const written = (await world.store.head()) - before;
  const [theirs = '', unknown = ''] = told;
  const found = { field: row.field, path, foreign: theirs, unknown };
  if (theirs !== unknown) return [found];
  return written === 0 ? [] : [{ ...found, foreign: `${written} events were written` }];
};

/** Asks for everything that is foreign and for what is not there, one path at a time, and tells every difference. */
export const differences = async (
  world: World,
  rows: readonly Row[],
  scope: Scope,
): Promise<readonly Finding[]> => {
  const { shared, unheeded } = scope;
  const pairs = rows.flatMap((row) => namesOf(row).map((name) => [row, name] as const));
  const asked = pairs.filter(
    ([{ field }, [path, named]]) => !shared.includes(named) && unheeded !== `${field} ${path}`,
  );
  const found: Finding[] = [];
  for (const [row, name] of asked) found.push(...(await compare(world, scope, row, name)));
  return found;
};
