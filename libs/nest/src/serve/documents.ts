import {
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/** A document that may be executed, or what is wrong with it. */
export type Known =
  | { readonly document: DocumentNode; readonly kind: OperationTypeNode }
  | { readonly errors: readonly GraphQLError[] };

/**
 * What a gateway makes of an operation is longer than the operation, by keys and type names: four times the tokens that it takes
 * from its callers.
 */
const maxTokens = 4_000;

/** Of all that is kept, in characters of the documents; what is parsed takes some fifty times as much memory. */
const kept = 1_000_000;

const prepare = (schema: GraphQLSchema, text: string): Known => {
  try {
    // Errors of a subgraph point at no place: the caller never saw this document.
    const document = parse(text, { maxTokens, noLocation: true });
    const errors = validate(schema, document);
    const operation = getOperationAST(document);
    if (errors.length > 0) return { errors };
    return operation
      ? { document, kind: operation.operation }
      : { errors: [new GraphQLError('One document has one operation.')] };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
};

/** Documents by their text: parsed and validated the first time that they come, for the gateway asks the same ones again and again. */
export const knownDocuments = (schema: GraphQLSchema): ((text: string) => Known) => {
  const known = new LRUCache<string, Known>({
    maxSize: kept,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return (text) => {
    const found = known.get(text) ?? prepare(schema, text);
    known.set(text, found);
    return found;
  };
};
