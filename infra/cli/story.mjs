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
];

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
  const facts = Object.entries(data).filter(([key]) => !spoken.includes(key));
  const told = Object.fromEntries(facts.map(([key, fact]) => [key, names.get(fact) ?? fact]));
  const said = tell ? tell(told.agent === by ? { ...told, agent: undefined } : told) : strange(type, told);
  return onBehalfOf ? `${said} (${words.replayed.onBehalfOf(names.get(onBehalfOf) ?? onBehalfOf)})` : said;
}

/** An event of a later version is told in its own name. @param {string} type @param {Record<string, unknown>} rest */
const strange = (type, rest) =>
  `${unwordly(type)}${Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''}`;

/** @param {Told} event @param {Paper} paper @returns {readonly string[]} */
function quotes({ data }, { words }) {
  const said = spoken.map((field) => data[field]).filter((value) => value !== undefined && value !== null);
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

/** @param {Told} event @param {Paper} paper @param {{ actor: number, clock: ReturnType<typeof clocks> }} columns */
function lines(event, paper, { actor, clock }) {
  const { ink, width, words } = paper;
  const head = `  ${clock.time.format(new Date(event.happenedAt))}  ${String(event.revision).padStart(4)}  `;
  const who = onOneLine(event.by).padEnd(actor);
  const indent = ' '.repeat(head.length + actor + 2);
  const late = Date.parse(event.recordedAt) - Date.parse(event.happenedAt) >= noticeableMs;
  const said = onOneLine(sentence(event, paper));
  const text = late
    ? `${said} (${words.replayed.recordedAt(clock.both.format(new Date(event.recordedAt)))})`
    : said;
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
  return events.flatMap((event) => {
    const day = clock.day.format(new Date(event.happenedAt));
    const heading = day === today ? [] : ['', paper.ink('bold', day[0].toUpperCase() + day.slice(1))];
    today = day;
    return [...heading, ...lines(event, paper, { actor, clock })];
  });
}
