import { inkFor, onOneLine, widthOf } from './paper.mjs';
import { ask } from './server.mjs';
import { sheet } from './sheet.mjs';
import { exit } from './stop.mjs';
import { localTime, story } from './story.mjs';

/** The instant of an `--at`, in the terminal's zone where it is one. @param {string} asOf @param {import('./story.mjs').Paper} paper */
const readable = (asOf, paper) => {
  const [, prefix = '', instant = ''] = /^(recorded:)?(.*)$/.exec(asOf) ?? [];
  return Number.isNaN(Date.parse(instant)) || asOf.startsWith('revision:')
    ? onOneLine(asOf)
    : `${prefix}${localTime(instant, paper)}`;
};

/** @param {any} answer @param {import('./story.mjs').Paper} paper */
function page({ tenant, ticket, events, asOf }, paper) {
  const { ink, words } = paper;
  const name = onOneLine(ticket.number ?? ticket.id ?? '');
  return [
    ink('bold', words.replayed.heading(name, onOneLine(tenant), events.length)),
    ...story(events, paper),
    '',
    ink('bold', asOf ? words.replayed.asOf(readable(asOf, paper)) : words.replayed.now),
    ...sheet(ticket, paper),
  ].join('\n');
}

/** What the ids in a ticket's history are called, as far as the ticket itself says it. @param {any} ticket */
const namesIn = ({ client, product, requester }) =>
  new Map(
    [client, product, requester].flatMap((one) => {
      const name = typeof one?.name === 'object' ? one.name?.text : one?.name;
      return name ? [[one.id, name]] : [];
    }),
  );

/**
 * `relais replay TICKET`: the history event by event, then the ticket as it was.
 * @param {import('./server.mjs').Access} access
 * @param {string} ticket
 * @param {{ readonly at?: string, readonly json?: boolean, readonly tenant?: string }} options
 */
export async function replay(access, ticket, { at, json, tenant }) {
  const answer = await ask(access, 'operator/replay', {
    ticket,
    ...(tenant && { tenant }),
    ...(at && { at }),
  });
  const { stdout } = process;
  const paper = {
    words: access.words,
    ink: inkFor(stdout),
    width: widthOf(stdout),
    names: namesIn(answer.ticket),
  };
  stdout.write(`${json ? JSON.stringify(answer, undefined, 2) : page(answer, paper)}\n`);
  return exit.done;
}
