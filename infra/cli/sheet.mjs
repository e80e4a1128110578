import { onOneLine, plain, wrap } from './paper.mjs';
import { isErased, localTime } from './story.mjs';

/** Fields whose values are words of the trade and not of a person. */
const worded = [
  'status',
  'kind',
  'heldFor',
  'impact',
  'urgency',
  'code',
  'cause',
  'channel',
  'openingKind',
  'outcome',
];

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** @param {string} key @param {import('./story.mjs').Paper} paper */
const labelOf = (key, { words }) =>
  Object.hasOwn(words.tales.labels, key)
    ? words.tales.labels[key]
    : key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** @param {string} key @param {string} text @param {import('./story.mjs').Paper} paper */
function written(key, text, paper) {
  if (worded.includes(key)) return paper.words.tales.say(text);
  return instant.test(text) ? localTime(text, paper) : plain(text);
}

/** @param {object} value @param {import('./story.mjs').Paper} paper @returns {string} */
const parts = (value, paper) =>
  Object.entries(value)
    .filter(([, part]) => part !== null)
    .map(([key, part]) => `${labelOf(key, paper)} ${onOneLine(shown(key, part, paper))}`)
    .join(', ');

/**
 * @param {string} key
 * @param {unknown} value
 * @param {import('./story.mjs').Paper} paper
 * @returns {string}
 */
function shown(key, value, paper) {
  const { erased, none, yes, no } = paper.words.replayed;
  if (isErased(value)) return `[${erased}]`;
  if (Array.isArray(value)) return value.map((one) => shown(key, one, paper)).join('\n') || none;
  if (typeof value === 'object') return value === null ? none : parts(value, paper);
  if (typeof value === 'boolean') return value ? yes : no;
  return written(key, String(value), paper);
}

/**
 * A ticket's state as a small table of labels and values; what is not there has no row.
 * @param {Record<string, unknown>} state
 * @param {import('./story.mjs').Paper} paper
 * @returns {readonly string[]}
 */
export function sheet(state, paper) {
  const rows = Object.entries(state).filter(
    ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
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
