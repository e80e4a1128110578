import { onOneLine, plain, wrap } from './paper.mjs';

/**
 * One event of a replayed ticket, its personal text opened; what was erased is `{ erased: true }`.
 * @typedef {{ readonly revision: number, readonly type: string, readonly happenedAt: string, readonly recordedAt: string,
 *   readonly by: string, readonly onBehalfOf?: string, readonly data: Record<string, unknown> }} Told
 * @typedef {{ readonly words: import('./words.mjs').Words, readonly ink: ReturnType<typeof import('./paper.mjs').inkFor>,
 *   readonly width: number, readonly names: ReadonlyMap<unknown, string> }} Paper
 * `names`: what the ids in a history are called.
 */

/** Fields that hold somebody's own words: they are quoted below the sentence. */
const spoken = [
  'subject',
  'description',
  'equipment',
  'text',
  'answer',
  'words',
  'step',
  'solution',
  'reason',
  'comment',
  'expected',
  'advice',
  'symptoms',
  'note',
  'report',
];

/** Here a reason is one of the trade's words, and no sentence of a person. */
const worded = new Set(['HandOverReturned reason']);

/** @param {string} type @param {string} field */
const isSpoken = (type, field) => spoken.includes(field) && !worded.has(`${type} ${field}`);

/** A delay between the two times of an event that is worth a word: an import, a late command; not the way to the disk. */
const noticeableMs = 60_000;

/** @param {unknown} value */
export const isErased = (value) =>
  typeof value === 'object' && value !== null && 'erased' in value && value.erased === true;

/** @param {string} type */
const unwordly = (type) => type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** @param {Told} event @param {Paper} paper */
function sentence({ type, data, by, onBehalfOf }, { words, names }) {
  const tell = Object.hasOwn(words.tales.events, type) ? words.tales.events[type] : undefined;
  const facts = Object.entries(data).filter(([key]) => !isSpoken(type, key));
  const told = Object.fromEntries(facts.map(([key, fact]) => [key, names.get(fact) ?? fact]));
  const said = tell ? tell(told.agent === by ? { ...told, agent: undefined } : told) : strange(type, told);
  return onBehalfOf ? `${said} (${words.replayed.onBehalfOf(names.get(onBehalfOf) ?? onBehalfOf)})` : said;
}

/** An event of a later version is told in its own name. @param {string} type @param {Record<string, unknown>} rest */
const strange = (type, rest) =>
  `${unwordly(type)}${Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''}`;

/** @param {Told} event @param {Paper} paper @returns {readonly string[]} */
function quotes({ type, data }, { words }) {
  const fields = spoken.filter((field) => isSpoken(type, field));
  const said = fields.map((field) => data[field]).filter((value) => value !== undefined && value !== null);
  return said.map((value) =>
    isErased(value) ? `[${words.replayed.erased}]` : words.tales.quote(plain(value)),
  );
}

/** @param {Paper} paper */
const clocks = ({ words }) => ({
  day: new Intl.DateTimeFormat(words.language, { dateStyle: 'full' }),
  time: new Intl.DateTimeFormat(words.language === 'fr' ? 'fr' : 'en-GB', { timeStyle: 'medium' }),
  both: new Intl.DateTimeFormat(words.language === 'fr' ? 'fr' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
  }),
});

/** An instant in the terminal's zone. @param {string} instant @param {Paper} paper */
export const localTime = (instant, paper) => clocks(paper).both.format(new Date(instant));

/**
 * What was recorded together, such as an import, says so once: `before` is the event told before.
 * @param {Told} event @param {Told | undefined} before @param {Paper} paper @param {ReturnType<typeof clocks>} clock
 */
function recording(event, before, { words }, clock) {
  const late = Date.parse(event.recordedAt) - Date.parse(event.happenedAt) >= noticeableMs;
  const when = clock.both.format(new Date(event.recordedAt));
  const told = before && clock.both.format(new Date(before.recordedAt)) === when;
  return late && !told ? ` (${words.replayed.recordedAt(when)})` : '';
}

/**
 * @param {Told} event @param {Told | undefined} before @param {Paper} paper
 * @param {{ actor: number, clock: ReturnType<typeof clocks> }} columns
 */
function lines(event, before, paper, { actor, clock }) {
  const { ink, width } = paper;
  const head = `  ${clock.time.format(new Date(event.happenedAt))}  ${String(event.revision).padStart(4)}  `;
  const who = onOneLine(event.by).padEnd(actor);
  const indent = ' '.repeat(head.length + actor + 2);
  const text = onOneLine(sentence(event, paper)) + recording(event, before, paper, clock);
  const [first = '', ...more] = wrap(text, width - indent.length);
  const quoted = quotes(event, paper).flatMap((quote) => wrap(quote, width - indent.length));
  return [
    `${ink('dim', head)}${ink('cyan', who)}  ${first}`,
    ...more.map((line) => indent + line),
    ...quoted.map((line) => indent + ink('yellow', line)),
  ];
}

/**
 * The history of a ticket as lines of text, a heading for each day in the terminal's zone.
 * @param {readonly Told[]} events
 * @param {Paper} paper
 * @returns {readonly string[]}
 */
export function story(events, paper) {
  const clock = clocks(paper);
  const actor = Math.min(Math.max(0, ...events.map(({ by }) => by.length)), 24);
  let today = '';
  return events.flatMap((event, place) => {
    const day = clock.day.format(new Date(event.happenedAt));
    const heading = day === today ? [] : ['', paper.ink('bold', day[0].toUpperCase() + day.slice(1))];
    today = day;
    return [...heading, ...lines(event, events[place - 1], paper, { actor, clock })];
  });
}
