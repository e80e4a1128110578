import { parseAsOf, type InvalidCode } from '@relais/contracts';
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

/** A scalar does not know where it stands: who asks it to read says which field is bad. */
const bad = (code: InvalidCode, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', reason: code } });

const scalar = (
  name: string,
  description: string,
  read: (text: string) => string,
): GraphQLScalarType<string, string> => {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string' || !value.isWellFormed())
      throw bad('text-unreadable', `${name} is a text of valid Unicode`);
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

const filled = (name: string, text: string): string => {
  const trimmed = text.trim();
  if (trimmed === '') throw bad('text-empty', `${name} must not be empty`);
  return trimmed;
};

/** Up to 20,000 characters, not empty. */
export const Text = scalar('Text', 'A text of at most 20,000 characters, not empty.', (text) => {
  const trimmed = filled('Text', text);
  if (trimmed.length > 20_000) throw bad('text-too-long', 'Text holds at most 20,000 characters');
  return trimmed;
});

/** One line of at most 200 characters, not empty. */
export const Line = scalar('Line', 'One line of at most 200 characters, not empty.', (text) => {
  const trimmed = filled('Line', text);
  // Control characters would break headers, lists and logs that show the line.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(trimmed))
    throw bad('line-broken', 'Line must be one line, without control characters');
  if (trimmed.length > 200) throw bad('line-too-long', 'Line holds at most 200 characters');
  return trimmed;
});

/** A mail address, kept in lower case: so it meets its equals. */
export const Email = scalar('Email', 'A mail address.', (text) => {
  const read = z.email().max(254).safeParse(text.trim().toLowerCase());
  if (!read.success) throw bad('mail-unreadable', 'Email must be a mail address such as remi@lumen.example');
  return read.data;
});

/** An international phone number (ITU-T E.164), kept as `+33123456789`. */
export const Phone = scalar(
  'Phone',
  'A phone number with its country, such as +33 1 23 45 67 89.',
  (text) => {
    const number = parsePhoneNumberFromString(text);
    if (!number?.isValid())
      throw bad(
        'phone-unreadable',
        'Phone must be a full number with its country, such as +33 1 23 45 67 89',
      );
    return number.number;
  },
);

/** A UUID that the caller makes before the first try. */
export const CommandId = scalar('CommandId', 'A UUID made by the caller before the first try.', (text) => {
  if (!validate(text)) throw bad('command-id-unreadable', 'CommandId must be a UUID');
  return text.toLowerCase();
});

const pastOf = (code: InvalidCode, text: string): ReturnType<typeof parseAsOf> => {
  try {
    return parseAsOf(text);
  } catch (error) {
    if (error instanceof Invalid) throw bad(code, error.message);
    throw error;
  }
};

/** `<instant>`, `recorded:<instant>` or `revision:<n>`. */
export const AsOf = scalar(
  'AsOf',
  'A past: an instant read by when things happened, `recorded:<instant>` by when they were recorded, or `revision:<n>` of one ticket.',
  (text) => {
    const past = pastOf('as-of-unreadable', text);
    if (past.by === 'revision') return `revision:${past.revision}`;
    return past.by === 'recorded' ? `recorded:${past.at}` : past.at;
  },
);

/** An instant, given back in UTC with milliseconds. */
export const Instant = scalar('Instant', 'An instant, ISO 8601 with its zone; answered in UTC.', (text) => {
  const past = pastOf('instant-unreadable', text);
  if (past.by !== 'happened')
    throw bad('instant-unreadable', 'Instant must be an instant such as 2026-03-02T08:15:00Z');
  return past.at;
});

/** A day of the calendar, in whatever zone goes with it. */
export const Day = scalar('Day', 'A day of the calendar, such as 2026-03-02.', (text) => {
  const written = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = written ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text))
    throw bad('day-unreadable', 'Day must be a day such as 2026-03-02');
  return text;
});

/** Plain data, only ever answered. */
export const JsonData = new GraphQLScalarType<unknown, unknown>({
  name: 'JsonData',
  description: 'Plain JSON data.',
  serialize: (value) => value,
  parseValue: () => {
    throw bad('data-answered-only', 'JsonData is only ever answered');
  },
});

const ours: readonly GraphQLScalarType[] = [
  Text,
  Line,
  Email,
  Phone,
  CommandId,
  AsOf,
  Instant,
  Day,
  JsonData,
];

/** Gives our scalars their rules in a schema that was built from SDL, which knows only their names. */
export const withScalars = (schema: GraphQLSchema): GraphQLSchema => {
  for (const { name, parseValue, parseLiteral, serialize } of ours) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { parseValue, parseLiteral, serialize });
  }
  return schema;
};
