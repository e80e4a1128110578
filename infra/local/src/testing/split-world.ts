import { readFileSync } from 'node:fs';
import type { Caller } from '@relais/contracts';
import { openEventStore } from '@relais/event-store';
import type { ImportTold } from '@relais/intake';
import { withScalars, type Asking } from '@relais/nest';
import { buildSchema, GraphQLError, type ExecutionResult } from 'graphql';
import { askingOf, type World } from '../matrix/world.ts';
import { post, withToken, type Answer } from './caller.ts';
import { emptyFolder } from './folder.ts';
import { hashOf } from './hash.ts';
import { ways, type Told } from './live.ts';
import { startSplit } from './shipped.ts';
import { signedFor } from './token.ts';

type Said = Pick<Answer['errors'][number], 'message' | 'extensions'> & { readonly path?: readonly string[] };

const errorOf = ({ message, extensions, path }: Said): GraphQLError =>
  new GraphQLError(message, { extensions: extensions ?? null, path: path ?? null });

const resultOf = (data: object | null | undefined, errors: readonly object[] = []): ExecutionResult => ({
  ...(data && { data: data as ExecutionResult['data'] & {} }),
  ...(errors.length > 0 && { errors: errors.map((error) => errorOf(error as Said)) }),
});

const apiSchema = () => {
  const file = new URL('../../../../gateway/api/schema/api.graphql', import.meta.url);
  return withScalars(buildSchema(readFileSync(file, 'utf8')));
};

type Line = { readonly catchingUp?: object; readonly failed?: object };

/** A gateway of its own process, asked as whoever may ask. */
const graphOf = (url: string, tokenFor: (caller: Caller) => Promise<string>) => {
  const ask: World['federation']['ask'] = async (
    source,
    variables,
    { caller, language, notices }: Asking,
  ) => {
    const speak = withToken(url, await tokenFor(caller), { 'accept-language': language });
    const { data, errors, extensions } = await speak(source, variables);
    for (const notice of Object.keys(extensions)) notices.add(notice);
    return resultOf(data, errors);
  };
  const first: World['federation']['ask'] = async (source, variables, { caller }) => {
    const subscriber = ways.stream(url, await tokenFor(caller));
    const { value } = (await subscriber.subscribe(source, variables).next()) as { readonly value?: Told };
    subscriber.close();
    return resultOf(value?.data, value?.errors);
  };
  return { ask, first };
};

const importingAt = (url: string): World['importing'] =>
  async function* (tenant, mapping, log) {
    const heading = Buffer.from(`${JSON.stringify({ tenant, hash: hashOf(log), mapping })}\n`);
    const response = await fetch(`${url}/operator/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.relais.import' },
      body: Buffer.concat([heading, log]),
    });
    for (const text of (await response.text()).trim().split('\n')) {
      const line = JSON.parse(text) as Line;
      if (line.failed || !response.ok) throw new Error(text);
      if (!line.catchingUp) yield line as unknown as ImportTold;
    }
  };

/** Reactions write, too: what they have written is caught up with as well. */
const settledAt = async (url: string): Promise<void> => {
  for (let known = -2, position = -1; position !== known;) {
    known = position;
    const answer = await post(`${url}/operator/caught-up`, {});
    ({ position } = (await answer.json()) as { readonly position: number });
  }
};

/** Starts each service as a process of its own, on these engines, in a folder that is gone at the end. */
export const openSplitWorld = async (
  engines: { readonly RELAIS_EVENTSTOREDB_URL: string } & { readonly [name: string]: string },
): Promise<World> => {
  const place = emptyFolder();
  const relais = await startSplit(place.folder, engines);
  const store = await openEventStore({ adapter: 'eventstoredb', url: engines.RELAIS_EVENTSTOREDB_URL });
  const tokens = new Map<string, Promise<string>>();
  const tokenFor = (caller: Caller): Promise<string> => {
    const said = JSON.stringify(caller);
    const token = tokens.get(said) ?? signedFor(place.folder, caller);
    tokens.set(said, token);
    return token;
  };
  const { ask, first } = graphOf(relais.url, tokenFor);
  return {
    ...{ federation: { api: apiSchema(), ask }, store, importing: importingAt(relais.url) },
    ask: async (caller, source, variables = {}) => {
      const asking = askingOf(caller);
      const result = await (source.startsWith('subscription') ? first : ask)(source, variables, asking);
      const { notices } = asking;
      return { ...(result as ExecutionResult<{ [name: string]: unknown }>), notices: [...notices].sort() };
    },
    settled: () => settledAt(relais.url),
    close: async () => {
      await store.close();
      await relais.end('SIGTERM');
      place.remove();
    },
  };
};
