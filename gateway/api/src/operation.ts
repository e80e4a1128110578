import {
  isInputType,
  isNonNullType,
  Kind,
  typeFromAST,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { askedFields, type AskedField } from './asked-fields.ts';
import { flaw, flawsIn, inArguments, type Flaw, type OnVariable, type Path } from './flaws.ts';
import { literal, sent } from './given.ts';

/** Where a variable stands for a value. */
type Use = {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly path: Path;
  /** The directives that the field with it stands under. */
  readonly under: readonly DirectiveNode[];
};

/** What an operation says by itself, whatever its variables are. */
export type Operation = {
  readonly fields: readonly AskedField[];
  readonly flaws: readonly Flaw[];
  readonly uses: readonly Use[];
};

export type Variables = { readonly [name: string]: unknown };

/** Nobody reads more of them, and a list of a thousand bad values would have as many. */
const mostFlaws = 20;

const some = (found: Iterable<Flaw>): readonly Flaw[] => {
  const flaws: Flaw[] = [];
  for (const one of found) {
    flaws.push(one);
    if (flaws.length === mostFlaws) break;
  }
  return flaws;
};

const nowhere: OnVariable = () => undefined;

const typeOf = (schema: GraphQLSchema, { type }: VariableDefinitionNode): GraphQLInputType | null => {
  const found = typeFromAST(schema, type as never);
  return isInputType(found) ? found : null;
};

const read = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Operation => {
  const fields = askedFields(schema, document, operation);
  const uses: Use[] = [];
  function* all(): Generator<Flaw> {
    for (const field of fields) {
      const { under } = field;
      yield* inArguments(field, (name, type, path) => uses.push({ name, type, path, under }));
    }
    for (const definition of operation.variableDefinitions ?? []) {
      const { defaultValue, variable } = definition;
      const type = typeOf(schema, definition);
      const path = uses.find(({ name }) => name === variable.name.value)?.path ?? [variable.name.value];
      if (type && defaultValue) yield* flawsIn(type, literal(defaultValue), path, nowhere);
    }
  }
  // To its end: the uses of variables are found on the way.
  return { fields, flaws: some([...all()]), uses };
};

// Apollo keeps the documents that it has validated: the next request for the same operation meets the same nodes.
const known = new WeakMap<OperationDefinitionNode, Operation>();

/** Reads an operation, once. */
export const operationOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Operation => {
  const found = known.get(operation) ?? read(schema, document, operation);
  known.set(operation, found);
  return found;
};

const isTrue = (node: ValueNode | undefined, variables: Variables): boolean =>
  node?.kind === Kind.VARIABLE
    ? variables[node.name.value] === true
    : node?.kind === Kind.BOOLEAN && node.value;

/** Whether a directive lets its field be: only `@skip` and `@include` say otherwise. */
const lets = ({ name, arguments: given }: DirectiveNode, variables: Variables): boolean => {
  if (name.value !== 'skip' && name.value !== 'include') return true;
  const said = given?.find((argument) => argument.name.value === 'if')?.value;
  return isTrue(said, variables) === (name.value === 'include');
};

/** The choices that a caller has left to the operation. */
const defaults = (definitions: readonly VariableDefinitionNode[]): Variables =>
  Object.fromEntries(
    definitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value]] : [],
    ),
  );

type Sent = {
  readonly definition: VariableDefinitionNode;
  readonly type: GraphQLInputType;
  readonly path: Path;
  /** Where it is used and may not be null, though the operation declares that it may. */
  readonly strict: Path | undefined;
};

function* inVariable({ definition, type, path, strict }: Sent, value: unknown): Generator<Flaw> {
  const given = sent(value, definition);
  if (value === undefined) {
    if (isNonNullType(type) && !definition.defaultValue) yield flaw('value-missing', given, path);
  } else if (value === null && strict) yield flaw('value-missing', given, strict);
  else yield* flawsIn(type, given, path, nowhere);
}

/** What is bad in the variables of an operation: each is named by the argument or the field that it is given for. */
export const flawsOfVariables = (
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  { uses }: Operation,
  variables: Variables,
): readonly Flaw[] => {
  const told = { ...defaults(variableDefinitions), ...variables };
  function* all(): Generator<Flaw> {
    for (const definition of variableDefinitions) {
      const { value: name } = definition.variable.name;
      const type = typeOf(schema, definition);
      const own = uses.filter((use) => use.name === name);
      const active = own.filter(({ under }) => under.every((directive) => lets(directive, told)));
      const path = (active[0] ?? own[0])?.path ?? [name];
      const strict = active.find((use) => isNonNullType(use.type))?.path;
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (type) yield* inVariable({ definition, type, path, strict }, value);
    }
  }
  return some(all());
};
