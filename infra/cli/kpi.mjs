import { inkFor, onOneLine } from './paper.mjs';
import { ask } from './server.mjs';
import { exit, Stop } from './stop.mjs';
import { localTime } from './story.mjs';

/** By what the KPIs can be told apart. */
const cuts = ['client', 'product', 'agent', 'priority', 'kind'];

/** How the table reads: the counts, then the shares. */
const names = [
  'opened',
  'reopened',
  'onHold',
  'responseRate',
  'ticketsClosed',
  'requestsResolved',
  'resolvedAtFirstContact',
  'resolvedWithoutLevel2',
  'satisfaction',
  'slaCompliance',
  'visitsAvoided',
];

/**
 * @typedef {{ readonly value: number | null, readonly reason?: string, readonly numerator?: number, readonly denominator?: number }} Measure
 * @typedef {import('./story.mjs').Paper} Paper
 */

/** @param {number} value @param {Paper} paper */
const count = (value, { words }) => value.toLocaleString(words.language);

/** @param {number} value @param {Paper} paper */
const percent = (value, { words }) =>
  value.toLocaleString(words.language, { style: 'percent', maximumFractionDigits: 1 });

/** A measure's value, and what it was worked out from or why there is none. @param {Measure} measure @param {Paper} paper */
function written({ value, reason, numerator, denominator }, paper) {
  const { kpis } = paper.words;
  if (value === null) return [kpis.none, kpis.reasons[reason ?? ''] ?? reason ?? ''];
  if (numerator === undefined || denominator === undefined) return [count(value, paper), ''];
  return [percent(value, paper), kpis.of(count(numerator, paper), count(denominator, paper))];
}

/** @param {{ mean: number | null, sent: number, answered: number }} scores @param {Paper} paper */
function aside({ mean, sent, answered }, paper) {
  const { kpis, language } = paper.words;
  const digits = { maximumFractionDigits: 2 };
  const said = mean === null ? [] : [kpis.mean(mean.toLocaleString(language, digits))];
  return [...said, ...(sent > 0 ? [kpis.answered(count(answered, paper), count(sent, paper))] : [])];
}

/** One sheet as a table: label, value, what is behind it. @param {any} sheet @param {Paper} paper */
function table(sheet, paper) {
  const { words, ink } = paper;
  const rows = names.map((name) => {
    const [value, why] = written(sheet[name], paper);
    const more = name === 'satisfaction' ? aside(sheet.scores, paper) : [];
    return [words.kpis.names[name], value, [why, ...more].filter(Boolean).join(' · ')];
  });
  const [wide, high] = [0, 1].map((place) => Math.max(...rows.map((row) => row[place].length)));
  return rows.map(([label, value, why]) =>
    `  ${label.padEnd(wide)}  ${value.padStart(high)}  ${ink('dim', why)}`.trimEnd(),
  );
}

/** What a sheet is about. @param {string} cut @param {any} sheet @param {Paper} paper */
function title(cut, { cut: value, name }, { words }) {
  const { kpis, tales } = words;
  if (value === null) return kpis.without[cut];
  if (cut === 'priority') return kpis.priority(value);
  return onOneLine(cut === 'kind' ? tales.say(value) : (name ?? value));
}

/** What has a name before what has none, as people sort names. @param {any[]} sheets @param {string} cut @param {Paper} paper */
function inOrder(sheets, cut, paper) {
  const { compare } = new Intl.Collator(paper.words.language, { numeric: true });
  const named = sheets.map((sheet) => [title(cut, sheet, paper), sheet]);
  const last = ([, sheet]) => Number(sheet.cut === null);
  return named.toSorted((one, other) => last(one) - last(other) || compare(one[0], other[0]));
}

/** @param {any} answer @param {Record<string, string>} options @param {Paper} paper */
function page({ tenant, zone, asOf, sheets }, { from, to, cut }, paper) {
  const { ink, words } = paper;
  const [, prefix = '', instant = ''] = /^(recorded:)?(.*)$/.exec(asOf ?? '') ?? [];
  const past = instant && words.kpis.asOf(prefix + localTime(instant, paper));
  const about = [onOneLine(tenant), words.kpis.period(from, to), onOneLine(zone), past].filter(Boolean);
  const told = cut
    ? inOrder(sheets, cut, paper).flatMap(([name, sheet]) => ['', ink('bold', name), ...table(sheet, paper)])
    : ['', ...table(sheets[0], paper)];
  return [ink('bold', about.join(' · ')), ...(sheets.length > 0 ? told : ['', words.kpis.nothing])].join(
    '\n',
  );
}

/** One flat object, or with a cut a list of them, for programs. @param {any} answer @param {string | undefined} cut */
function data({ sheets }, cut) {
  const flat = sheets.map(({ scores: _, ...sheet }) => sheet);
  return cut ? flat : flat[0];
}

/**
 * `relais kpi`: the KPIs of a provider over a period.
 * @param {import('./server.mjs').Access} access
 * @param {{ readonly tenant?: string, readonly from?: string, readonly to?: string, readonly asOf?: string, readonly cut?: string,
 *   readonly zone?: string, readonly json?: boolean }} options
 */
export async function kpi(access, { json, ...options }) {
  const { words } = access;
  if (options.cut !== undefined && !cuts.includes(options.cut))
    throw new Stop(exit.unusable, words.kpis.noCut(options.cut, cuts));
  const answer = await ask(access, 'operator/kpi', options);
  const { stdout, stderr } = process;
  if (answer.late) stderr.write(`${words.kpis.late}\n`);
  const paper = { words, ink: inkFor(stdout), width: 0, names: new Map() };
  stdout.write(
    `${json ? JSON.stringify(data(answer, options.cut), undefined, 2) : page(answer, options, paper)}\n`,
  );
  return exit.done;
}
