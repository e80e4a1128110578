import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { limits } from './limits.ts';

/** A field that an operation asks for. */
export type AskedField = {
  /** Its place in the answer, by the names that the operation gives, without places in lists: `ticket.events`. */
  readonly key: string;
  readonly node: FieldNode;
  readonly args: readonly GraphQLArgument[];
  /** The directives that it stands under, its own among them. */
  readonly under: readonly DirectiveNode[];
};

type Place = {
  readonly type: GraphQLNamedType | undefined;
  readonly key: readonly string[];
  readonly under: readonly DirectiveNode[];
  /** The fragments that led here: one that spreads itself is followed once. */
  readonly within: readonly string[];
};

const fieldOf = (
  type: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined =>
  isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;

/** One walk through an operation: what it needs, and how many fields it may still meet. */
type Walk = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  left: number;
};

function* inField(walk: Walk, node: FieldNode, place: Place): Generator<AskedField> {
  const field = fieldOf(place.type, node.name.value);
  if (!field) return;
  const key = [...place.key, (node.alias ?? node.name).value];
  yield { key: key.join('.'), node, args: field.args, under: place.under };
  const inside = { ...place, key, type: getNamedType(field.type) };
  if (node.selectionSet) yield* inSelections(walk, node.selectionSet, inside);
}

function* inFragment(
  walk: Walk,
  { selectionSet, typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  place: Place,
): Generator<AskedField> {
  const type = typeCondition ? walk.schema.getType(typeCondition.name.value) : place.type;
  yield* inSelections(walk, selectionSet, { ...place, type });
}

function* inSpread(walk: Walk, node: FragmentSpreadNode, place: Place): Generator<AskedField> {
  const name = node.name.value;
  const fragment = place.within.includes(name) ? undefined : walk.fragments.get(name);
  if (fragment) yield* inFragment(walk, fragment, { ...place, within: [...place.within, name] });
}

function* inSelection(walk: Walk, node: SelectionNode, outer: Place): Generator<AskedField> {
  const place = { ...outer, under: [...outer.under, ...(node.directives ?? [])] };
  if (node.kind === Kind.INLINE_FRAGMENT) return yield* inFragment(walk, node, place);
  // A spread counts like a field: fragments of nothing but spreads would take for ever.
  walk.left -= 1;
  if (walk.left < 0) return;
  if (node.kind === Kind.FIELD) yield* inField(walk, node, place);
  else yield* inSpread(walk, node, place);
}

function* inSelections(walk: Walk, { selections }: SelectionSetNode, place: Place): Generator<AskedField> {
  for (const selection of selections) yield* inSelection(walk, selection, place);
}

const fragmentsOf = ({ definitions }: DocumentNode): Walk['fragments'] =>
  new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );

/**
 * Every field that an operation asks for, with its fragments put in their places. Fields that the schema does not know are
 * left out, and so are its own, and all that is beyond the limit of fields.
 */
export const askedFields = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly AskedField[] => {
  const type = schema.getRootType(operation.operation) ?? undefined;
  const walk = { schema, fragments: fragmentsOf(document), left: limits.fields };
  return [...inSelections(walk, operation.selectionSet, { type, key: [], under: [], within: [] })];
};
