import { invalidTexts, type InvalidCode } from '@relais/contracts';
import {
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  type ASTNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
} from 'graphql';
import type { AskedField } from './asked-fields.ts';
import { literal, type Given } from './given.ts';

/** A bad value: where, why, and what was given. */
export type Flaw = {
  readonly path: readonly string[];
  readonly reason: InvalidCode;
  readonly shown: string;
  readonly at: ASTNode;
};

export type Path = readonly string[];

/** Told of each variable that stands for a value. */
export type OnVariable = (name: string, type: GraphQLInputType, path: Path) => void;

/** Whether a reason has a text. */
export const isReason = (reason: unknown): reason is InvalidCode =>
  typeof reason === 'string' && Object.hasOwn(invalidTexts, reason);

/** A flaw of a value, or of what is missing there. */
export const flaw = (reason: InvalidCode, { at, shown }: Given, path: Path): Flaw => ({
  path,
  reason,
  shown,
  at,
});

/** The scalars that GraphQL brings give no reason of their own. */
const plainReasons: { readonly [scalar: string]: InvalidCode } = {
  Int: 'number-unreadable',
  Float: 'number-unreadable',
  Boolean: 'choice-unreadable',
  String: 'text-unreadable',
  ID: 'text-unreadable',
};

const plainReason = (type: GraphQLLeafType, given: Given): InvalidCode => {
  if (isEnumType(type)) return 'word-unknown';
  if (type.name === 'Int' && given.isWhole) return 'number-out-of-range';
  return plainReasons[type.name] ?? 'value-unfit';
};

const reasonOfLeaf = (type: GraphQLLeafType, given: Given): InvalidCode | null => {
  try {
    return given.read(type) === undefined ? plainReason(type, given) : null;
  } catch (error) {
    const reason = error instanceof GraphQLError ? error.extensions['reason'] : undefined;
    return isReason(reason) ? reason : plainReason(type, given);
  }
};

function* inObject(
  type: GraphQLInputObjectType,
  given: Given,
  path: Path,
  onVariable: OnVariable,
): Generator<Flaw> {
  const fields = given.fields();
  if (!fields) return yield flaw('object-unreadable', given, path);
  const known = type.getFields();
  for (const [name, inner] of fields)
    if (!Object.hasOwn(known, name)) yield flaw('field-unknown', inner, [...path, name]);
  const byName = new Map(fields);
  for (const field of Object.values(known)) {
    const inner = byName.get(field.name);
    if (inner) yield* flawsIn(field.type, inner, [...path, field.name], onVariable);
    else if (isRequiredInputField(field)) yield flaw('value-missing', given, [...path, field.name]);
  }
}

function* inList(type: GraphQLInputType, given: Given, path: Path, onVariable: OnVariable): Generator<Flaw> {
  const items = given.items();
  // A single value stands for a list of one.
  if (!items) return yield* flawsIn(type, given, path, onVariable);
  for (const [place, item] of items.entries())
    yield* flawsIn(type, item, [...path, String(place)], onVariable);
}

/** All that is bad in a value, as the type that expects it sees it. */
export function* flawsIn(
  type: GraphQLInputType,
  given: Given,
  path: Path,
  onVariable: OnVariable,
): Generator<Flaw> {
  if (given.variable !== null) onVariable(given.variable, type, path);
  else if (given.isNull) {
    if (isNonNullType(type)) yield flaw('value-missing', given, path);
  } else if (isNonNullType(type)) yield* flawsIn(type.ofType, given, path, onVariable);
  else if (isListType(type)) yield* inList(type.ofType, given, path, onVariable);
  else if (isInputObjectType(type)) yield* inObject(type, given, path, onVariable);
  else {
    const reason = reasonOfLeaf(type, given);
    if (reason) yield flaw(reason, given, path);
  }
}

/** All that is bad in the arguments of a field as they are written in the document. */
export function* inArguments({ node, args }: AskedField, onVariable: OnVariable): Generator<Flaw> {
  const given = new Map((node.arguments ?? []).map((argument) => [argument.name.value, argument]));
  for (const [name, argument] of given) {
    const known = args.find((arg) => arg.name === name);
    if (known) yield* flawsIn(known.type, literal(argument.value), [name], onVariable);
    else yield flaw('field-unknown', literal(argument.value), [name]);
  }
  for (const arg of args)
    if (isRequiredArgument(arg) && !given.has(arg.name))
      yield { path: [arg.name], reason: 'value-missing', shown: '', at: node };
}
