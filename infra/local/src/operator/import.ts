import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Routes } from '@relais/api';
import type { Language, TenantId } from '@relais/contracts';
import { importLog, readMapping, type Imported, type ImportTold } from '@relais/intake';
import { Fault } from '@relais/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Founded } from '../relais.ts';
import type { Behind } from './behind.ts';
import type { Operator } from './operator.ts';
import { lines, no, tenantsOf } from './routes.ts';

/** What an import stands on besides the operator. */
export type Importer = {
  readonly ports: Founded;
  readonly behind: Behind;
  /** Makes accounts of a log's agents; null where accounts are made elsewhere, from the result. */
  readonly addAccounts: ((tenant: TenantId, agents: Imported['agents']) => Promise<void>) | null;
};

/** The first line of the body: what follows it, byte by byte, is the log. */
const heading = z.object({
  tenant: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** SHA-256 of the log, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  mapping: z.unknown(),
});

/** A mapping is longer than any other first line; what is longer still is none. */
const headingLimit = 1024 * 1024;

/** The first line of a stream of bytes, and all behind it. */
const divided = async (
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly line: string; readonly rest: AsyncIterable<Uint8Array> } | null> => {
  const bytes = body[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  while (!read.includes('\n') && read.length <= headingLimit) {
    const next = await bytes.next();
    if (next.done) return null;
    read = Buffer.concat([read, next.value]);
  }
  const end = read.indexOf('\n');
  if (end < 0) return null;
  const behind = read.subarray(end + 1);
  const rest = async function* () {
    if (behind.length > 0) yield behind;
    yield* { [Symbol.asyncIterator]: () => bytes };
  };
  return { line: read.subarray(0, end).toString(), rest: rest() };
};

const parsed = (line: string): z.infer<typeof heading> | null => {
  try {
    return heading.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
};

/** How often those who wait for the lists are told how far they are, in ms. */
const tellEvery = 250;

/** Told until all lists show what was imported. */
const catchingUp = async function* ({
  ports,
  behind: all,
}: Pick<Importer, 'ports' | 'behind'>): AsyncGenerator<object> {
  const head = await ports.store.head();
  let behind = true;
  const done = all.caughtUp(head).finally(() => (behind = false));
  done.catch(() => undefined);
  while (behind) {
    const positions = (await all.standings()).map(({ position }) => position);
    yield { catchingUp: { position: Math.min(head, ...positions), of: head } };
    await Promise.race([done, pause(tellEvery)]);
  }
  await done;
};

/** The result, once accounts are made and the lists have caught up. */
const resulting = async function* (
  { addAccounts, ...importer }: Importer,
  tenant: TenantId,
  result: Imported,
): AsyncGenerator<object> {
  await addAccounts?.(tenant, result.agents);
  yield* catchingUp(importer);
  yield { result: { ...result, accounts: addAccounts ? 'made' : 'to-be-made' } };
};

const toItsEnd = async function* (
  importer: Importer,
  tenant: TenantId,
  told: AsyncIterable<ImportTold>,
): AsyncGenerator<object> {
  for await (const one of told)
    if ('result' in one) yield* resulting(importer, tenant, one.result);
    else yield one;
};

/** Whether the server is about to end: an import would hold it up. */
type Ending = { begun: boolean };

const stopping = { en: 'The server stops.', fr: 'Le serveur s’arrête.' };

const untilItEnds = async function* (
  told: AsyncIterable<object>,
  ending: Ending,
  language: Language,
): AsyncGenerator<object> {
  for await (const one of told) {
    yield one;
    if (ending.begun) return yield { failed: { code: 'stopping', text: stopping[language] } };
  }
};

/** What breaks an import off is told, too, when it is no bug. */
const importing = async function* (told: AsyncIterable<object>): AsyncGenerator<object> {
  try {
    yield* told;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    yield { failed: { code: error.code, text: error.message } };
  }
};

const languageOf = ({ headers }: FastifyRequest): Language =>
  headers['accept-language']?.trim().toLowerCase().startsWith('fr') ? 'fr' : 'en';

/** `null`: any tenant, for a program of this machine in the demo. */
type Allowed = readonly TenantId[] | null;

const answer = async (
  importer: Importer & { readonly ending: Ending },
  allowed: Allowed,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<object> => {
  const body = await divided(request.body as Readable);
  const head = body && parsed(body.line);
  if (!head)
    return no(reply, 400, {
      code: 'unreadable',
      text: 'The first line is no {tenant, hash, mapping} of an import.',
    });
  const { tenant, hash: batch } = head;
  if (allowed && !allowed.includes(tenant))
    return no(reply, 404, { code: 'tenant-unknown', text: 'There is no such tenant.' });
  const language = languageOf(request);
  const mapping = readMapping(head.mapping, language);
  if ('length' in mapping)
    return no(reply, 400, { code: 'mapping-flawed', text: 'The mapping cannot be used.', flaws: mapping });
  const told = importLog(importer.ports, { tenant, mapping, batch, language, actor: 'operator' }, body.rest);
  return lines(reply, importing(untilItEnds(toItsEnd(importer, tenant, told), importer.ending, language)));
};

/** The media type of an import: a JSON line, then a log. */
const mediaType = 'application/vnd.relais.import';

/** `POST /operator/import`: the log of another help desk streams in, and what becomes of it streams out. */
export const importRoutes =
  (operator: Operator, importer: Importer): Routes =>
  async (fastify) => {
    const ending = { begun: false };
    await fastify.register(async (inner) => {
      inner.addHook('preClose', async () => void (ending.begun = true));
      inner.addContentTypeParser(mediaType, (_, payload, done) => done(null, payload));
      inner.post('/operator/import', async (request, reply) => {
        const allowed = await tenantsOf(operator, request);
        if (typeof allowed === 'number')
          return no(reply, allowed, { code: 'not-admin', text: 'An admin’s token is needed.' });
        return answer({ ...importer, ending }, allowed, request, reply);
      });
    });
  };
