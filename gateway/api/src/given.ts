import { Kind, type ASTNode, type GraphQLLeafType, type ValueNode } from 'graphql';

/** What a caller gave for an argument or an input field, read alike from the document and from the variables. */
export type Given = {
  /** Where in the document an error about it points at. */
  readonly at: ASTNode;
  /** The variable that stands here instead of a value. */
  readonly variable: string | null;
  readonly isNull: boolean;
  /** A number without a fraction. */
  readonly isWhole: boolean;
  /** The value as a message may show it: short, on one line. */
  readonly shown: string;
  /** Null for what is no list. */
  readonly items: () => readonly Given[] | null;
  /** Null for what has no fields. */
  readonly fields: () => readonly (readonly [string, Given])[] | null;
  /** The value as a scalar or an enum understands it; it throws, or gives undefined, for what it does not. */
  readonly read: (type: GraphQLLeafType) => unknown;
};

const mostShown = 60;

const short = (text: string): string => {
  const line = text
    .slice(0, 4 * mostShown)
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  const letters = [...line];
  return letters.length > mostShown ? `${letters.slice(0, mostShown).join('')}…` : line;
};

const shownNode = (node: ValueNode): string => {
  if (node.kind === Kind.LIST) return '[…]';
  if (node.kind === Kind.OBJECT) return '{…}';
  if (node.kind === Kind.VARIABLE) return `$${node.name.value}`;
  return node.kind === Kind.NULL ? 'null' : String(node.value);
};

/** What is written in the document. */
export const literal = (node: ValueNode): Given => ({
  at: node,
  variable: node.kind === Kind.VARIABLE ? node.name.value : null,
  isNull: node.kind === Kind.NULL,
  isWhole: node.kind === Kind.INT,
  shown: short(shownNode(node)),
  items: () => (node.kind === Kind.LIST ? node.values.map(literal) : null),
  fields: () =>
    node.kind === Kind.OBJECT ? node.fields.map(({ name, value }) => [name.value, literal(value)]) : null,
  read: (type) => type.parseLiteral(node, undefined),
});

// Never by JSON.stringify: it overflows where JSON.parse did not.
const shownValue = (value: unknown): string => {
  if (Array.isArray(value)) return '[…]';
  return typeof value === 'object' && value !== null ? '{…}' : String(value);
};

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What came as a variable, or within one; `at` is where the document declares it. */
export const sent = (value: unknown, at: ASTNode): Given => ({
  at,
  variable: null,
  isNull: value === null,
  isWhole: Number.isInteger(value),
  shown: short(shownValue(value)),
  items: () => (Array.isArray(value) ? value.map((item: unknown) => sent(item, at)) : null),
  fields: () =>
    isObject(value) ? Object.entries(value).map(([name, inner]) => [name, sent(inner, at)]) : null,
  read: (type) => type.parseValue(value),
});
