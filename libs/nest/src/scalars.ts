import { parseAsOf } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import {
  GraphQLError,
  GraphQLScalarType,
  isScalarType,
  Kind,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { validate } from 'uuid';
import { z } from 'zod';

const bad = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const scalar = (
  name: string,
  description: string,
  read: (text: string) => string,
): GraphQLScalarType<string, string> => {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string' || !value.isWellFormed()) throw bad(`${name} is a text of valid Unicode`);
    return read(value);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
};

const length = (name: string, text: string, most: number): string => {
  const trimmed = text.trim();
  if (trimmed === '') throw bad(`${name} must not be empty`);
  if (trimmed.length > most)
    throw bad(`${name} holds at most ${most} characters, this one ${trimmed.length}`);
  return trimmed;
};

/** Up to 20,000 characters, not empty. */
export const Text = scalar('Text', 'A text of at most 20,000 characters, not empty.', (text) =>
  length('Text', text, 20_000),
);

/** One line of at most 200 characters, not empty. */
export const Line = scalar('Line', 'One line of at most 200 characters, not empty.', (text) => {
  // Control characters would break headers, lists and logs that show the line.
  if (/\p{Cc}/u.test(text.trim())) throw bad('Line must be one line, without control characters');
  return length('Line', text, 200);
});

/** A mail address, kept in lower case: so it meets its equals. */
export const Email = scalar('Email', 'A mail address.', (text) => {
  const read = z.email().max(254).safeParse(text.trim().toLowerCase());
  if (!read.success) throw bad('Email must be a mail address such as remi@lumen.example');
  return read.data;
});

/** An international phone number (ITU-T E.164), kept as `+33123456789`. */
export const Phone = scalar(
  'Phone',
  'A phone number with its country, such as +33 1 23 45 67 89.',
  (text) => {
    const number = parsePhoneNumberFromString(text);
    if (!number?.isValid())
      throw bad('Phone must be a full number with its country, such as +33 1 23 45 67 89');
    return number.number;
  },
);

/** A UUID that the caller makes before the first try. */
export const CommandId = scalar('CommandId', 'A UUID made by the caller before the first try.', (text) => {
  if (!validate(text)) throw bad('CommandId must be a UUID');
  return text.toLowerCase();
});

const asInvalid = (read: () => string): string => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Invalid) throw bad(error.message);
    throw error;
  }
};

/** `<instant>`, `recorded:<instant>` or `revision:<n>`. */
export const AsOf = scalar(
  'AsOf',
  'A past: an instant read by when things happened, `recorded:<instant>` by when they were recorded, or `revision:<n>` of one ticket.',
  (text) =>
    asInvalid(() => {
      const past = parseAsOf(text);
      if (past.by === 'revision') return `revision:${past.revision}`;
      return past.by === 'recorded' ? `recorded:${past.at}` : past.at;
    }),
);

/** An instant, given back in UTC with milliseconds. */
export const Instant = scalar('Instant', 'An instant, ISO 8601 with its zone; answered in UTC.', (text) =>
  asInvalid(() => {
    const past = parseAsOf(text);
    if (past.by !== 'happened') throw bad('Instant must be an instant such as 2026-03-02T08:15:00Z');
    return past.at;
  }),
);

/** Plain data, only ever answered. */
export const JsonData = new GraphQLScalarType<unknown, unknown>({
  name: 'JsonData',
  description: 'Plain JSON data.',
  serialize: (value) => value,
  parseValue: () => {
    throw bad('JsonData is only ever answered');
  },
});

const ours: readonly GraphQLScalarType[] = [Text, Line, Email, Phone, CommandId, AsOf, Instant, JsonData];

/** Gives our scalars their rules in a schema that was built from SDL, which knows only their names. */
export const withScalars = (schema: GraphQLSchema): GraphQLSchema => {
  for (const { name, parseValue, parseLiteral, serialize } of ours) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { parseValue, parseLiteral, serialize });
  }
  return schema;
};
