import { randomUUID } from 'node:crypto';
import type { Graph } from './graph.ts';
import { inTurn, sentences } from './samples.ts';

const outcome = '{ ok refusal { code } ticket { id revision status } }';

const mutation = (field: string): string => {
  const input = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  return `mutation ${field}($input: ${input}!) { done: ${field}(input: $input) ${outcome} }`;
};

/** One ticket as a console shows it: eight fields that triage owns and eight of intake, two of them opened from their seal. */
const oneTicket = `query oneTicket($id: ID!) {
  ticket(id: $id) {
    id revision status level holder queue kind priority
    answers { question answer { text } }
    number subject { text } channel openedAt openingKind confirmed
    client { name }
  }
}`;

type Done = {
  readonly done: {
    readonly ok: boolean;
    readonly refusal: { readonly code: string } | null;
    readonly ticket: { readonly id: string; readonly revision: number; readonly status: string } | null;
  };
};

type Shown = {
  readonly ticket: {
    readonly id: string;
    readonly revision: number;
    readonly status: string;
    readonly number: string;
    readonly subject: { readonly text: string | null };
    readonly client: { readonly name: string } | null;
    readonly answers: readonly { readonly answer: { readonly text: string | null } }[];
  } | null;
};

const wish = async (graph: Graph, field: string, input: { readonly [name: string]: unknown }) => {
  const { done } = await graph.ask<Done>(mutation(field), { input: { commandId: randomUUID(), ...input } });
  if (!done.ok || !done.ticket) throw new Error(`${field} was refused: ${done.refusal?.code}`);
  return done.ticket;
};

/** The client that the tickets of the load belong to: the first one that an account of the tenant belongs to. */
export const findClient = async (graph: Graph, tenant: string): Promise<string> => {
  type Account = { readonly tenant: string; readonly client: string | null };
  const accounts = await graph.fetch<readonly Account[]>('/demo/accounts');
  const client = accounts.find((account) => account.tenant === tenant && account.client !== null)?.client;
  if (!client) throw new Error(`no account of ${tenant} belongs to a client`);
  return client;
};

/** Opens a ticket; gives its id. */
export const openTicket = async (graph: Graph, clientId: string, place: number): Promise<string> => {
  const words = { subject: `Load ${place}: nothing prints`, description: inTurn(sentences, place) };
  const { id } = await wish(graph, 'openTicket', { clientId, kind: 'INCIDENT', channel: 'PHONE', ...words });
  return id;
};

const questions = ['What does the display show?', 'Since when?', 'Which version?', 'What was changed last?'];

/** A third each: a note, a message of the requester, an answer to one of four filter questions. Always one event; gives its revision. */
export const workOn = async (graph: Graph, ticketId: string, turn: number): Promise<number> => {
  const said = inTurn(sentences, turn);
  const works = [
    () => wish(graph, 'addNote', { ticketId, text: said }),
    () => wish(graph, 'receiveMessage', { ticketId, channel: 'PHONE', text: said }),
    () => wish(graph, 'answerFilterQuestion', { ticketId, question: inTurn(questions, turn), answer: said }),
  ];
  const { id, revision } = await inTurn(works, turn)();
  if (id !== ticketId || revision < 1)
    throw new Error(`${ticketId} was worked on, ${id}@${revision} is shown`);
  return revision;
};

/** Whether all is there that a ticket of the load has. */
const isWhole = ({ number, subject, client, answers }: NonNullable<Shown['ticket']>): boolean =>
  [number, client?.name, subject.text, ...answers.map(({ answer }) => answer.text)].every(Boolean);

/** Reads a ticket and what it should know; gives its revision. */
export const readTicket = async (graph: Graph, id: string): Promise<number> => {
  const { ticket } = await graph.ask<Shown>(oneTicket, { id });
  if (ticket?.id !== id || !isWhole(ticket))
    throw new Error(`${id} is shown incomplete: ${JSON.stringify(ticket)}`);
  return ticket.revision;
};

/** A page of 50 as a console lists them: all of it from the list's own rows, subjects opened from their seal. */
const onePage = `query onePage($filter: TicketFilter!, $order: TicketOrder!) {
  tickets(filter: $filter, order: $order, first: 50) {
    nodes {
      id revision status level holder heldSince queue heldFor kind category priority channel
      openedAt number reference subject { text }
    }
  }
}`;

const pages = [
  { filter: {}, order: 'OLDEST_FIRST' },
  { filter: { status: ['OPEN', 'ON_HOLD'] }, order: 'MOST_PRESSING_FIRST' },
  { filter: {}, order: 'LATEST_CHANGE_FIRST' },
];

type Page = { readonly tickets: { readonly nodes: readonly { readonly id: string }[] } };

/** Reads a page of tickets, which must be full. */
export const readPage = async (graph: Graph, turn: number): Promise<void> => {
  const { tickets } = await graph.ask<Page>(onePage, inTurn(pages, turn));
  if (tickets.nodes.length !== 50) throw new Error(`a page shows ${tickets.nodes.length} tickets`);
};
