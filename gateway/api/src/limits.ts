import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one operation may ask for; each refusal names the limit. */
export const limits = {
  /** Of a request or a message, in bytes. */
  body: 256 * 1024,
  tokens: 1_000,
  /** The usual question of tools for the whole schema has 15 levels. */
  depth: 16,
  aliases: 30,
  fields: 400,
  page: 100,
  rootFields: 10,
  /** Of one connection, at the same time. */
  subscriptions: 50,
} as const;

const tooMuch = (what: string, most: number): GraphQLError =>
  new GraphQLError(`An operation has at most ${most} ${what}.`, {
    extensions: { code: 'BAD_USER_INPUT', limit: what },
  });

type Weight = { depth: number; aliases: number; fields: number; rootFields: number };

/** Where a selection stands; `path` are the fragments that led there. */
type Place = { readonly depth: number; readonly path: readonly string[] };

/** Weighs an operation with its fragments put in their places; a fragment that spreads itself is refused by another rule. */
const weigher = (context: ValidationContext) => {
  const sum: Weight = { depth: 0, aliases: 0, fields: 0, rootFields: 0 };

  const fragment = (name: string, place: Place): void => {
    // A spread weighs like a field: fragments of nothing but spreads would take for ever.
    sum.fields += 1;
    const found = place.path.includes(name) ? null : context.getFragment(name);
    if (found) weigh(found.selectionSet, { ...place, path: [...place.path, name] });
  };

  const field = (node: FieldNode, place: Place): void => {
    const { depth } = place;
    sum.fields += 1;
    sum.rootFields += depth === 1 ? 1 : 0;
    sum.aliases += node.alias ? 1 : 0;
    sum.depth = Math.max(sum.depth, depth);
    if (node.selectionSet) weigh(node.selectionSet, { ...place, depth: depth + 1 });
  };

  const weigh = ({ selections }: SelectionSetNode, place: Place): void => {
    for (const selection of selections) {
      if (sum.fields > limits.fields) return;
      if (selection.kind === Kind.FIELD) field(selection, place);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) fragment(selection.name.value, place);
      else weigh(selection.selectionSet, place);
    }
  };
  return { sum, weigh };
};

/** Depth, aliases and number of fields, counted through fragments. */
export const operationLimits: ValidationRule = (context): ASTVisitor => ({
  OperationDefinition: ({ selectionSet }) => {
    const { sum, weigh } = weigher(context);
    weigh(selectionSet, { depth: 1, path: [] });
    if (sum.depth > limits.depth) context.reportError(tooMuch('levels', limits.depth));
    if (sum.rootFields > limits.rootFields) context.reportError(tooMuch('root fields', limits.rootFields));
    if (sum.aliases > limits.aliases) context.reportError(tooMuch('aliases', limits.aliases));
    if (sum.fields > limits.fields) context.reportError(tooMuch('fields', limits.fields));
  },
});
