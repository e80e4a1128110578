import { randomUUID } from 'node:crypto';
import { dataOf, type Answer, type Ask } from './caller.ts';

type Input = { readonly [name: string]: unknown };

/** A command as it is sent: the same one can be sent again. */
export type Wish = { readonly field: string; readonly input: Input & { readonly commandId: string } };

/** A command with an id of its own. */
export const wish = (field: string, input: Input): Wish => ({
  field,
  input: { ...input, commandId: randomUUID() },
});

/** The name of a mutation's input. */
export const inputOf = (field: string): string => `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;

/** What became of a command. */
export type Outcome = {
  readonly ok: boolean;
  readonly refusal: { readonly code: string; readonly text: string } | null;
  readonly ticket: ({ readonly id: string } & Input) | null;
};

/** Sends a command and asks for what `selection` names of its ticket. */
export const send = (
  ask: Ask,
  { field, input }: Wish,
  selection = '{ id number revision status }',
): Promise<Answer> =>
  ask(
    `mutation ($input: ${inputOf(field)}) { done: ${field}(input: $input) { ok refusal { code text } ticket ${selection} } }`,
    { input },
  );

/** The outcome of a command that answered without an error. */
export const outcomeOf = (answer: Answer): Outcome => dataOf(answer)['done'] as Outcome;

/** Sends a command that has to be granted. */
export const grant = async (
  ask: Ask,
  sent: Wish,
  selection?: string,
): Promise<NonNullable<Outcome['ticket']>> => {
  const { ok, refusal, ticket } = outcomeOf(await send(ask, sent, selection));
  if (!ok || !ticket) throw new Error(`${sent.field} was refused: ${refusal?.code}`);
  return ticket;
};

/** What a requester of the demo is known by. */
export type Known = { readonly client: string; readonly person: string; readonly product: string };

/** The ids that the demo gave to a person, their client and its first product. */
export const known = async (ask: Ask, mail: string, client: string): Promise<Known> => {
  const source = `query ($mail: Email!, $client: ID!) {
    person(mail: $mail) { id } client(id: $client) { contract { products { id } } }
  }`;
  const { person, client: found } = dataOf(await ask(source, { mail, client })) as {
    readonly person: { readonly id: string };
    readonly client: { readonly contract: { readonly products: readonly { readonly id: string }[] } };
  };
  return { client, person: person.id, product: found.contract.products[0]?.id ?? '' };
};

/** The id of a demo account's client. */
export const clientOf = async (url: string, account: string): Promise<string> => {
  const response = await fetch(`${url}/demo/accounts`);
  const accounts = (await response.json()) as readonly {
    readonly name: string;
    readonly tenant: string;
    readonly client: string | null;
  }[];
  return accounts.find(({ name, tenant }) => `${name}@${tenant}` === account)?.client ?? '';
};
