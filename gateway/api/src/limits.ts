import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one operation may ask for; each refusal is BAD_USER_INPUT naming the limit. */
export const limits = {
  tokens: 1_000,
  depth: 12,
  aliases: 30,
  fields: 400,
  page: 100,
  rootFields: 10,
} as const;

const tooMuch = (what: string, most: number): GraphQLError =>
  new GraphQLError(`An operation has at most ${most} ${what}.`, {
    extensions: { code: 'BAD_USER_INPUT', limit: what },
  });

type Weight = { depth: number; aliases: number; fields: number };

/** Weighs an operation with its fragments put in their places; a fragment that spreads itself is refused by another rule. */
const weigher = (context: ValidationContext) => {
  const sum: Weight = { depth: 0, aliases: 0, fields: 0 };

  const fragment = (name: string, depth: number, path: readonly string[]): void => {
    // A spread weighs like a field: fragments of nothing but spreads would take for ever.
    sum.fields += 1;
    const found = path.includes(name) ? null : context.getFragment(name);
    if (found) weigh(found.selectionSet, depth, [...path, name]);
  };

  const field = ({ alias, selectionSet }: FieldNode, depth: number, path: readonly string[]): void => {
    sum.fields += 1;
    sum.aliases += alias ? 1 : 0;
    sum.depth = Math.max(sum.depth, depth);
    if (selectionSet) weigh(selectionSet, depth + 1, path);
  };

  const weigh = ({ selections }: SelectionSetNode, depth: number, path: readonly string[]): void => {
    for (const selection of selections) {
      if (sum.fields > limits.fields) return;
      if (selection.kind === Kind.FIELD) field(selection, depth, path);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) fragment(selection.name.value, depth, path);
      else weigh(selection.selectionSet, depth, path);
    }
  };
  return { sum, weigh };
};

/** Depth, aliases and number of fields, counted through fragments. */
export const operationLimits: ValidationRule = (context): ASTVisitor => ({
  OperationDefinition: ({ selectionSet }) => {
    const { sum, weigh } = weigher(context);
    weigh(selectionSet, 1, []);
    if (sum.depth > limits.depth) context.reportError(tooMuch('levels', limits.depth));
    if (sum.aliases > limits.aliases) context.reportError(tooMuch('aliases', limits.aliases));
    if (sum.fields > limits.fields) context.reportError(tooMuch('fields', limits.fields));
  },
});
