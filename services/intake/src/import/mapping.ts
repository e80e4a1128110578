import type { Language } from '@relais/contracts';
import { z } from 'zod';
import { mappedFacts, openingFields, type Field, type MappedType } from './mapped-facts.ts';

/** A text in which `{column}` stands for what the row holds there. */
const template = z.string().meta({
  id: 'Text',
  description: 'A text; {column} stands for what the row holds in that column, {{ for a brace.',
});

const column = z.string().min(1).meta({
  id: 'Column',
  description:
    'A column by its name; by name and place when several have that name (Variant#2); or by its place alone (#7).',
});

const lookup = <T extends z.ZodType>(value: T) =>
  z
    .strictObject({
      column,
      map: z.record(z.string(), value).meta({ description: 'What each text of the column means.' }),
      default: value.optional().meta({
        description: 'What every other text means; without it, a row with another text is rejected.',
      }),
    })
    .meta({ description: 'Looked up by what the row holds in a column.' });

/** A constant that is no word is not taken for a text with columns. */
const read = z.string().regex(/\{/, { abort: true });

const wordOf = (words: readonly string[]) => {
  const known = z.enum(words);
  return z.union([known, read, lookup(known)]);
};

const flag = z.boolean();
const priority = z.literal([1, 2, 3, 4, 5]);
const written = z
  .union([template, lookup(z.string())])
  .meta({ id: 'Written', description: 'A text with columns, or looked up.' });
const values = {
  ...{ line: written, sealed: written, agent: written, instant: written },
  flag: z.union([flag, read, lookup(flag)]).meta({ id: 'Flag' }),
  priority: z.union([priority, read, lookup(priority)]).meta({ id: 'Priority' }),
};

const valueOf = ({ holds, words, optional, otherwise }: Field): z.ZodType => {
  const value = holds === 'word' ? wordOf(words ?? []) : values[holds];
  return optional || otherwise !== undefined ? value.optional() : value;
};

const fieldsOf = (fields: object): { readonly [name: string]: z.ZodType } =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueOf(field as Field)]));

/** A constant, a text with columns, or a look-up. */
export type Value =
  | string
  | number
  | boolean
  | {
      readonly column: string;
      readonly map: { readonly [text: string]: string | number | boolean };
      readonly default?: string | number | boolean | undefined;
    };

/** A fact of a rule: its type, and what fills its fields. */
export type FactOfRule = { readonly type: MappedType } & { readonly [field: string]: Value | undefined };

const factOf = ([type, fields]: readonly [string, object]) =>
  z.strictObject({ type: z.literal(type), ...fieldsOf(fields) }).meta({ title: type });

type FactSchema = ReturnType<typeof factOf>;

const [firstFact, ...otherFacts] = Object.entries(mappedFacts).map(factOf) as [FactSchema, ...FactSchema[]];
const fact = z.discriminatedUnion('type', [firstFact, ...otherFacts]) as unknown as z.ZodType<FactOfRule>;

const texts = z.union([z.string(), z.array(z.string()).min(1)]);

const condition = z
  .strictObject({
    column,
    is: texts.optional().meta({ description: 'The row holds this text there, or one of these.' }),
    not: texts.optional().meta({ description: 'The row holds none of these texts there.' }),
    matches: z.string().optional().meta({ description: 'The text is like this; * stands for any text.' }),
    changed: z.literal(true).optional().meta({
      description:
        'The row holds something else there than the ticket’s row before. A first row has changed.',
    }),
    from: texts.optional().meta({ description: 'The ticket’s row before held this text, or one of these.' }),
  })
  .meta({ id: 'Condition', description: 'All that it says must hold.' });

const rule = z.strictObject({
  note: z.string().optional().meta({ description: 'For people; the import does not read it.' }),
  when: z
    .union([condition, z.array(condition).min(1)])
    .optional()
    .meta({ description: 'For which rows: all conditions must hold. Without it, for every row.' }),
  facts: z
    .array(fact)
    .default([])
    .meta({ description: 'What such a row means, in order. None: it means nothing.' }),
});

const level = z.union([z.literal([1, 2]), lookup(z.literal([1, 2]))]);

const file = z.strictObject({
  separator: z.string().min(1).max(4).default(','),
  quote: z.string().max(1).default('"').meta({ description: 'The empty text: nothing is quoted.' }),
  encoding: z.string().default('utf-8').meta({
    description: 'As the Encoding Standard (WHATWG) names it: utf-8, iso-8859-1, windows-1252, utf-16le …',
  }),
  header: z.boolean().default(true).meta({ description: 'Whether the first row names the columns.' }),
});

/** What a log of another help desk means. */
export const mapping = z
  .strictObject({
    $schema: z.string().optional(),
    desk: z.string().trim().min(1).max(80).meta({
      description:
        'The help desk that the log is of. Logs of the same desk speak of the same clients, products and references.',
    }),
    file: file.prefault({}),
    time: z.strictObject({
      column,
      format: z.string().min(1).default('iso').meta({
        description: 'iso (2013-05-02T08:15:00+02:00), or the tokens of Luxon (yyyy/MM/dd HH:mm:ss).',
      }),
      zone: z.string().optional().meta({ description: 'IANA zone of times that name none: Europe/Rome.' }),
    }),
    ticket: template.meta({ description: 'What names the ticket that a row is of.' }),
    agent: z.strictObject({
      id: template.meta({ description: 'Who did it; made an id: lower case, hyphens.' }),
      level: level.default(1).meta({ description: 'The agent’s level, as their first row says.' }),
      absent: z.string().min(1).optional().meta({
        description: 'The actor of rows that name nobody; without it they are rejected.',
      }),
    }),
    client: z.strictObject({
      name: template,
      queue: template
        .default('imported')
        .meta({ description: 'Where the client’s tickets wait at level 1.' }),
    }),
    product: z.strictObject({ name: template, vendor: template }).optional(),
    requester: z
      .strictObject({
        name: template,
        key: template.optional().meta({ description: 'What tells them apart, when the name does not.' }),
        language: z.enum(['fr', 'en'] satisfies Language[]),
      })
      .optional(),
    opening: z.strictObject(fieldsOf(openingFields)) as unknown as z.ZodType<{
      readonly [name in keyof typeof openingFields]?: Value;
    }>,
    rules: z.array(rule).min(1).meta({
      description: 'Every rule that matches applies, in order. A row that none matches is rejected.',
    }),
  })
  .meta({ title: 'Mapping', description: 'What the log of another help desk means to Relais.' });

export type Mapping = z.output<typeof mapping>;
export type Condition = z.output<typeof condition>;

/** The JSON Schema (draft 2020-12) of a mapping, for editors. */
export const mappingSchema = (): object => ({
  $id: 'urn:relais:mapping:1',
  ...z.toJSONSchema(mapping, { io: 'input' }),
});
