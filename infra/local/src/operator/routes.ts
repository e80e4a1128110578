import { Readable } from 'node:stream';
import type { Routes } from '@relais/api';
import type { TenantId } from '@relais/contracts';
import type { EventStore, Head } from '@relais/event-store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isLocal } from '../local-host.ts';
import { findPerson, forgetPerson } from './forget.ts';
import { kpiBody, kpisOf } from './kpi.ts';
import { allTenants, isNo, only, type Operator } from './operator.ts';
import { findTicket, replayTicket } from './replay.ts';

const bodies = {
  replay: z.object({ ticket: z.string().min(1), tenant: z.string().optional(), at: z.string().optional() }),
  kpi: kpiBody,
  forget: z.object({ person: z.string().min(1), tenant: z.string().optional() }),
  heads: z.object({ tenant: z.string().optional() }),
  verify: z.object({
    tenant: z.string().optional(),
    heads: z.array(z.object({ stream: z.string(), revision: z.number().int(), hash: z.string() })).optional(),
  }),
};

/** An answer of JSON lines, each sent as it is told. */
export const lines = (reply: FastifyReply, told: AsyncIterable<object>): FastifyReply => {
  const text = async function* () {
    for await (const line of told) yield `${JSON.stringify(line)}\n`;
  };
  return reply.type('application/x-ndjson').send(Readable.from(text()));
};

const verifying = async function* (store: EventStore, heads: readonly Head[] | undefined) {
  const damage: object[] = [];
  for await (const told of store.verify(heads)) {
    if (told.kind === 'progress') yield { progress: { events: told.events, of: told.of } };
    else if (told.kind === 'damage') damage.push(told.damage);
    else yield { result: { events: told.events, streams: told.streams, damage } };
  }
};

const headLines = async function* (store: EventStore) {
  yield* await store.heads();
};

/** The tenants that a request may speak of: null is all of them; a number is the answer to who may not ask. */
export const tenantsOf = async (
  operator: Operator,
  request: FastifyRequest,
): Promise<readonly TenantId[] | null | 401 | 403> => {
  const { authorization } = request.headers;
  if (authorization === undefined && operator.open) return isLocal(request) ? null : 403;
  const caller = await operator.whois(authorization);
  if (!caller) return 401;
  return caller.roles.includes('admin') ? [caller.tenant] : 403;
};

/** Those of the allowed tenants that a request names; all of them when it names none. */
const among = async (
  operator: Operator,
  allowed: readonly TenantId[] | null,
  named: TenantId | undefined,
): Promise<readonly TenantId[]> => {
  if (named === undefined) return allowed ?? allTenants(operator);
  return allowed === null || allowed.includes(named) ? [named] : [];
};

type Body = { readonly tenant?: string | undefined };
/** `tenants`: those that the request may speak of; finding them all reads the end of every stream. */
type Answer<B extends Body> = (
  body: B,
  tenants: () => Promise<readonly TenantId[]>,
  reply: FastifyReply,
) => Promise<object>;

export const no = (reply: FastifyReply, status: number, error: object): FastifyReply =>
  reply.code(status).send({ error });

/** A handler of the operator's: who may not ask is told so before anything is read. */
const handling =
  <B extends Body>(operator: Operator, schema: z.ZodType<B>, answer: Answer<B>) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const allowed = await tenantsOf(operator, request);
    if (typeof allowed === 'number')
      return no(reply, allowed, { code: 'not-admin', text: 'An admin’s token is needed.' });
    const body = schema.safeParse(request.body ?? {});
    if (!body.success) return no(reply, 400, { code: 'unreadable', text: z.prettifyError(body.error) });
    const { tenant } = body.data;
    const answered = await answer(body.data, () => among(operator, allowed, tenant), reply);
    return isNo(answered) ? no(reply, answered.status, answered.error) : answered;
  };

/** Replay, verify, heads and forget for the command line; admins only, but for programs of this machine in the demo. */
export const operatorRoutes =
  (operator: Operator): Routes =>
  async (fastify) => {
    const { store } = operator;
    const route = <B extends Body>(
      method: 'GET' | 'POST',
      path: string,
      schema: z.ZodType<B>,
      answer: Answer<B>,
    ) =>
      // The heads of a million streams are about 200 MB.
      fastify.route({
        ...{ method, url: `/operator/${path}`, bodyLimit: 256 * 1024 * 1024 },
        handler: handling(operator, schema, answer),
      });

    route('GET', 'heads', bodies.heads, async (_, __, reply) => lines(reply, headLines(store)));
    route('POST', 'verify', bodies.verify, async ({ heads }, _, reply) =>
      lines(reply, verifying(store, heads)),
    );
    route('POST', 'replay', bodies.replay, async ({ ticket, at }, tenants) => {
      const found = only(await findTicket(operator, await tenants(), ticket), 'such ticket');
      return isNo(found) ? found : replayTicket(operator, found, at ?? null);
    });
    route('POST', 'kpi', bodies.kpi, async (asked, tenants) => {
      const found = only(
        (await tenants()).map((tenant) => ({ tenant })),
        'such provider',
      );
      return isNo(found) ? found : kpisOf(operator, found.tenant, asked);
    });
    route('POST', 'forget', bodies.forget, async ({ person }, tenants) => {
      const found = only(await findPerson(operator, await tenants(), person), 'such person');
      return isNo(found) ? found : forgetPerson(operator, found);
    });
  };
