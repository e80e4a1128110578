import { columnsOf, templateOf, type Cells } from './columns.ts';
import { watched, whenOf, type Told } from './conditions.ts';
import { flaws, type Flaw, type Flaws } from './flaw.ts';
import { mappedFacts, openingFields, type Field, type MappedType } from './mapped-facts.ts';
import type { FactOfRule, Mapping, Value } from './mapping.ts';
import { timesOf } from './times.ts';
import { isBad, valueOf, type Bad, type Reading } from './values.ts';

/** What a row says of a fact: its data, the texts that have to be sealed, and what the ticket itself knows. */
export type Filled = {
  readonly data: { readonly [field: string]: unknown };
  readonly sealed: { readonly [field: string]: string };
  readonly own: readonly (readonly [field: string, what: 'agent' | 'defect' | 'visit'])[];
};

/** A fact that a row becomes. */
export type FilledFact = Filled & { readonly type: MappedType };

type Read = (cells: Cells) => string;
type ReadValue = (cells: Cells) => string | number | boolean | undefined | Bad;
type Fill = (cells: Cells) => Filled | Bad;

/** A mapping made ready for the columns of one file. */
export type Plan = {
  /** How many columns a row has. */
  readonly width: number;
  /** The columns of which the ticket's row before is asked for. */
  readonly watch: readonly number[];
  readonly ticket: Read;
  /** As it is written, and the instant that is meant. */
  readonly time: { readonly text: Read; readonly at: (text: string) => string | null };
  readonly agent: { readonly id: Read; readonly level: ReadValue; readonly absent: string | null };
  readonly client: { readonly name: Read; readonly queue: Read };
  readonly product: { readonly name: Read; readonly vendor: Read } | null;
  readonly requester: { readonly name: Read; readonly key: Read; readonly language: 'fr' | 'en' } | null;
  readonly opening: Fill;
  /** What a row means; null when no rule is for it. */
  readonly facts: (told: Told) => readonly FilledFact[] | Bad | null;
};

type Values = { readonly [field: string]: Value | undefined };

type Part = { readonly name: string; readonly field: Field; readonly read: ReadValue };

const partsOf = (
  fields: readonly (readonly [string, Field])[],
  values: Values,
  path: string,
  reading: Reading,
): readonly Part[] =>
  fields.flatMap(([name, field]) => {
    const { otherwise } = field;
    const constant = typeof otherwise === 'object' ? otherwise.constant : undefined;
    const value = values[name] ?? constant;
    return value === undefined
      ? []
      : [{ name, field, read: valueOf(field, value, `${path}.${name}`, reading) }];
  });

const fillOf = (fields: object, values: Values, path: string, reading: Reading): Fill => {
  const all = Object.entries(fields) as readonly (readonly [string, Field])[];
  const parts = partsOf(all, values, path, reading);
  const own = all.flatMap(([name, { otherwise }]) =>
    typeof otherwise === 'string' && values[name] === undefined ? [[name, otherwise] as const] : [],
  );
  return (cells) => {
    const data: { [field: string]: unknown } = {};
    const sealed: { [field: string]: string } = {};
    for (const { name, field, read } of parts) {
      const found = read(cells);
      if (isBad(found)) return found;
      if (found === undefined) continue;
      if (field.holds === 'sealed') sealed[name] = String(found);
      else data[name] = found;
    }
    return { data, sealed, own };
  };
};

type FillFact = { readonly type: MappedType; readonly fill: Fill };

const factOf = ({ type, ...values }: FactOfRule, path: string, reading: Reading): FillFact => ({
  type,
  fill: fillOf(mappedFacts[type], values, path, reading),
});

const factsOf = (
  rules: Mapping['rules'],
  reading: Reading,
  watch: ReturnType<typeof watched>,
): Plan['facts'] => {
  const all = rules.map(({ when, facts }, n) => ({
    when: whenOf(when, `rules[${n}].when`, reading.columns, watch),
    facts: facts.map((fact, m) => factOf(fact, `rules[${n}].facts[${m}]`, reading)),
  }));
  return (told) => {
    const matching = all.filter(({ when }) => when(told));
    if (matching.length === 0) return null;
    const filled: FilledFact[] = [];
    for (const { type, fill } of matching.flatMap(({ facts }) => facts)) {
      const one = fill(told.cells);
      if (isBad(one)) return one;
      filled.push({ type, ...one });
    }
    return filled;
  };
};

const level: Field = { holds: 'line' };

const requesterOf = (
  { requester }: Mapping,
  text: (template: string, path: string) => Read,
): Plan['requester'] =>
  requester
    ? {
        name: text(requester.name, 'requester.name'),
        key: text(requester.key ?? requester.name, 'requester.key'),
        language: requester.language,
      }
    : null;

const made = (mapping: Mapping, names: readonly string[], found: Flaws): Plan => {
  const columns = columnsOf(names, found);
  const at = timesOf(mapping.time, found);
  const reading = { columns, flaws: found, time: at };
  const text = (template: string, path: string): Read => templateOf(template, path, columns, found);
  const time = columns.at(mapping.time.column, 'time.column');
  const watch = watched();
  const { agent, client, product, opening } = mapping;
  return {
    width: names.length,
    ticket: text(mapping.ticket, 'ticket'),
    time: { text: (cells) => cells[time] ?? '', at },
    agent: {
      id: text(agent.id, 'agent.id'),
      level: valueOf(level, agent.level, 'agent.level', reading),
      absent: agent.absent ?? null,
    },
    client: { name: text(client.name, 'client.name'), queue: text(client.queue, 'client.queue') },
    product: product
      ? { name: text(product.name, 'product.name'), vendor: text(product.vendor, 'product.vendor') }
      : null,
    requester: requesterOf(mapping, text),
    opening: fillOf(openingFields, opening, 'opening', reading),
    facts: factsOf(mapping.rules, reading, watch),
    watch: watch.columns,
  };
};

/** Makes a mapping ready for a file, or tells all that does not fit. */
export const planOf = (
  mapping: Mapping,
  names: readonly string[],
  language: 'fr' | 'en',
): Plan | readonly Flaw[] => {
  const found = flaws(language);
  const plan = made(mapping, names, found);
  return found.found.length > 0 ? found.found : plan;
};
