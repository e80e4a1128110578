import { GraphQLError, Kind, type ASTVisitor, type FieldNode, type ValidationContext, type ValidationRule } from 'graphql';

/** What one operation may ask for; each refusal is BAD_USER_INPUT naming the limit. */
export const limits = { tokens: 1_000, depth: 12, aliases: 30, fields: 400, page: 100, rootFields: 10 } as const;

const tooMuch = (what: string, most: number): GraphQLError =>
  new GraphQLError(`An operation has at most ${most} ${what}.`, { extensions: { code: 'BAD_USER_INPUT', limit: what } });

type Weight = { depth: number; aliases: number; fields: number };

/** Weighs an operation with its fragments put in their places; a fragment that spreads itself is refused by another rule. */
const weigh = (context: ValidationContext, node: { readonly selectionSet?: FieldNode['selectionSet'] }, depth: number, sum: Weight, path: readonly string[]): void => {
  sum.depth = Math.max(sum.depth, depth);
  if (sum.fields > limits.fields) return;
  for (const selection of node.selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = context.getFragment(name);
      if (fragment && !path.includes(name)) weigh(context, fragment, depth, sum, [...path, name]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) weigh(context, selection, depth, sum, path);
    else {
      sum.fields += 1;
      if (selection.alias) sum.aliases += 1;
      weigh(context, selection, depth + 1, sum, path);
    }
  }
};

/** Depth, aliases and number of fields, counted through fragments. */
export const operationLimits: ValidationRule = (context): ASTVisitor => ({
  OperationDefinition: (operation) => {
    const sum: Weight = { depth: 0, aliases: 0, fields: 0 };
    weigh(context, operation, 0, sum, []);
    if (sum.depth > limits.depth) context.reportError(tooMuch('levels', limits.depth));
    if (sum.aliases > limits.aliases) context.reportError(tooMuch('aliases', limits.aliases));
    if (sum.fields > limits.fields) context.reportError(tooMuch('fields', limits.fields));
  },
});
