import type { TenantId } from '@relais/contracts';
import { instantIn, kpiCuts, kpiNames } from '@relais/rules';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import { allTenants, operatorOf, type No, type Operator } from './operator.ts';

/** What the command line may ask: days, a past instant (or a local time of the zone), a cut. */
export const kpiBody = z.object({
  tenant: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  asOf: z.string().optional(),
  cut: z.enum(kpiCuts).optional(),
  zone: z.string().min(1).optional(),
});

const source = `query ($from: Day, $to: Day, $cut: KpiCut, $asOf: AsOf, $zone: Line) {
  kpis(from: $from, to: $to, cut: $cut, asOf: $asOf, zone: $zone) {
    cut name scores { distribution mean sent answered answerRate }
    ${kpiNames.map((name) => `${name} { value reason numerator denominator }`).join(' ')}
  }
}`;

type Fields = { readonly [name: string]: unknown };
type Told = Fields & {
  readonly cut: string | null;
  readonly name: string | null;
  readonly scores: { readonly sent: number };
};

/** A share that is not there says why in the rules' own words; what does not apply is left out. */
const measureOf = ({ value, reason, numerator, denominator }: Fields): Fields => ({
  value,
  ...(typeof reason === 'string' && { reason: reason.toLowerCase().replaceAll('_', '-') }),
  ...(numerator !== null && { numerator, denominator }),
});

const cutOf = (cut: string | undefined, value: string | null): string | number | null =>
  cut === 'priority' && value !== null ? Number(value) : value;

const sheetOf = (told: Told, cut: string | undefined): Fields => ({
  ...(cut !== undefined && { cut: cutOf(cut, told.cut), ...(told.name !== null && { name: told.name }) }),
  ...Object.fromEntries(kpiNames.map((name) => [name, measureOf(told[name] as Fields)])),
  scores: told.scores,
});

/** Whether nothing at all is known: a provider that nobody has heard of looks the same. */
const isEmpty = (sheets: readonly Told[]): boolean =>
  sheets.every(
    (told) =>
      told.scores.sent === 0 && kpiNames.every((name) => ((told[name] as Fields)['value'] ?? 0) === 0),
  );

/** `2012-01-01T00:00` is a time in the zone; all else is as the graph reads it. */
const pastOf = (written: string | undefined, zone: string): string | null => {
  const [, prefix = '', time = ''] = /^(recorded:)?(.*)$/s.exec(written ?? '') ?? [];
  return time === '' ? null : prefix + (instantIn(zone, time) ?? time);
};

/** So often the lists are waited for, a second each, before figures are told that they may lack the last commands. */
const tries = 30;

const asked = async ({ federation }: Operator, tenant: TenantId, variables: Fields) => {
  for (let nth = 1; ; nth += 1) {
    const asking = operatorOf(tenant);
    const answer = await federation.ask(source, variables, asking);
    const late = asking.notices.has('VISIBLE_LATER');
    if (!late || nth === tries) return { ...answer, late };
  }
};

/** The reason by its code, so that the command line can say it in its own language. */
const noOf = ({ message, extensions: { reason } }: GraphQLError): No => ({
  status: 400,
  error: { code: typeof reason === 'string' ? reason : 'unreadable', text: message },
});

/** The KPIs of one tenant, as the command line shows them. */
export const kpisOf = async (
  operator: Operator,
  tenant: TenantId,
  { from, to, cut, asOf, zone = operator.zone }: z.infer<typeof kpiBody>,
): Promise<object | No> => {
  const past = pastOf(asOf, zone);
  const variables = { from, to, cut: cut?.toUpperCase(), asOf: past, zone };
  const { data, errors, late } = await asked(operator, tenant, variables);
  const [error] = errors ?? [];
  if (error) return noOf(error);
  const sheets = data?.['kpis'] as unknown as readonly Told[];
  if (isEmpty(sheets) && !(await allTenants(operator)).includes(tenant))
    return { status: 404, error: { code: 'unknown', text: 'There is no such provider.' } };
  return { tenant, zone, asOf: past, late, sheets: sheets.map((told) => sheetOf(told, cut)) };
};
