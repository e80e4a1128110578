import { onOneLine, plain, wrap } from './paper.mjs';
import { isErased, localTime } from './story.mjs';

/** @typedef {import('./story.mjs').Paper} Paper */

/** Fields whose values are words of the trade and not of a person. */
const worded = new Set([
  'status',
  'kind',
  'openingKind',
  'channel',
  'heldFor',
  'impact',
  'urgency',
  'code',
  'cause',
  'outcome',
  'ballHolder',
]);

/** Told by the history above the table, event by event; here their number is enough. */
const counted = new Set(['messages', 'notes']);

/** Stands in the line above the table. */
const left = new Set(['asOf']);

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** @param {string} key @param {Paper} paper */
const labelOf = (key, { words }) =>
  Object.hasOwn(words.tales.labels, key)
    ? words.tales.labels[key]
    : key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** A word of the trade as events write it: the graph says ON_HOLD for `on-hold`. @param {string} word */
const asInEvents = (word) => (/^[A-Z_0-9]+$/.test(word) ? word.toLowerCase().replaceAll('_', '-') : word);

/** @param {string} key @param {string} text @param {Paper} paper */
function written(key, text, paper) {
  if (worded.has(key)) return paper.words.tales.say(asInEvents(text));
  return instant.test(text) ? localTime(text, paper) : plain(text);
}

/** What somebody said, what has a name, or the parts of a thing: who and when come last. @param {object} value @param {Paper} paper @returns {string} */
function thing(value, paper) {
  const { erased, by: from } = paper.words.replayed;
  if (isErased(value)) return `[${erased}]`;
  if ('text' in value && 'erased' in value) return plain(value.text);
  if ('name' in value && 'id' in value) return shown('name', value.name, paper);
  const { by, at, ...rest } = /** @type {Record<string, unknown>} */ (value);
  const parts = Object.entries(rest).filter(([, part]) => part !== null);
  const said = parts.map(([key, part]) => onOneLine(shown(key, part, paper))).join(' · ');
  return by ? `${said} (${from(onOneLine(by), localTime(String(at), paper))})` : said;
}

/**
 * @param {string} key
 * @param {unknown} value
 * @param {Paper} paper
 * @returns {string}
 */
function shown(key, value, paper) {
  const { none, yes, no } = paper.words.replayed;
  if (Array.isArray(value)) {
    return counted.has(key) ? String(value.length) : value.map((one) => shown(key, one, paper)).join('\n');
  }
  if (typeof value === 'object') return value === null ? none : thing(value, paper);
  if (typeof value === 'boolean')
    return key === 'remotely' ? paper.words.replayed.remotely(value) : value ? yes : no;
  return written(key, `${/** @type {string | number} */ (value)}`, paper);
}

/** @param {[string, unknown]} entry */
const isWorthARow = ([key, value]) =>
  !left.has(key) && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

/**
 * A ticket's state as a small table of labels and values; what is not there has no row.
 * @param {Record<string, unknown>} state
 * @param {Paper} paper
 * @returns {readonly string[]}
 */
export function sheet(state, paper) {
  const rows = Object.entries(state).filter(isWorthARow);
  const column = Math.max(0, ...rows.map(([key]) => labelOf(key, paper).length));
  return rows.flatMap(([key, value]) => {
    const [first = '', ...more] = wrap(shown(key, value, paper), paper.width - column - 4);
    const indent = ' '.repeat(column + 4);
    return [
      `  ${paper.ink('dim', labelOf(key, paper).padEnd(column))}  ${first}`,
      ...more.map((line) => indent + line),
    ];
  });
}
