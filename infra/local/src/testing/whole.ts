import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

type Choice = {
  /** Fields that are left out, as `Ticket.notes`. */
  readonly without?: readonly string[];
  /** Told each field that is taken, as `Ticket.notes`. */
  readonly taken?: (field: string) => void;
};

const fieldsOf = (type: GraphQLNamedType): readonly GraphQLField<unknown, unknown>[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

const needsArguments = ({ args }: GraphQLField<unknown, unknown>): boolean =>
  args.some(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);

const select = (type: GraphQLNamedType, path: readonly string[], choice: Choice): string => {
  const fields = fieldsOf(type).flatMap((field) => {
    const name = `${type.name}.${field.name}`;
    const inner = getNamedType(field.type);
    if (choice.without?.includes(name) || needsArguments(field) || path.includes(inner.name)) return [];
    choice.taken?.(name);
    return isCompositeType(inner)
      ? [`${field.name} ${select(inner, [...path, inner.name], choice)}`]
      : [field.name];
  });
  return `{ ${fields.join(' ')} }`;
};

/** Every field of a type and of all that it leads to, once on each path; the empty text for a scalar. */
export const whole = (schema: GraphQLSchema, name: string, choice: Choice = {}): string => {
  const type = schema.getType(name);
  return type && isCompositeType(type) ? select(type, [name], choice) : '';
};
