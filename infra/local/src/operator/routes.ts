import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Federation, Routes } from '@relais/api';
import { parseStream, type Caller, type TenantId } from '@relais/contracts';
import type { EventStore, Head } from '@relais/event-store';
import type { Asking } from '@relais/nest';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isLocal } from '../local-host.ts';
import { findPerson, forgetPerson } from './forget.ts';
import { findTicket, replayTicket } from './replay.ts';

/** What the operator's command line stands on. */
export type Operator = {
  readonly store: EventStore;
  readonly federation: Federation;
  readonly whois: (authorization: string | undefined) => Promise<Caller | null>;
  /** Whether a program of this machine needs no credential: the demo profile alone. */
  readonly open: boolean;
};

/** The graph, asked for one tenant by its operator: reads as an auditor, forgets as an admin. */
export const operatorOf = (tenant: TenantId): Asking => ({
  caller: Object.freeze({
    tenant,
    actor: 'operator',
    roles: Object.freeze(['auditor', 'admin'] as const),
    ...{ level: null, clients: null, person: null, vendor: null },
  }),
  correlation: randomUUID().replaceAll('-', ''),
  language: 'en',
  notices: new Set(),
});

/** A negative answer, for the command line to show. */
export type No = { readonly status: 404 | 409; readonly error: { readonly code: string; readonly text: string; readonly tenants?: readonly string[] } };

/** The one tenant that has what was asked for. */
export const only = <T extends { readonly tenant: TenantId }>(found: readonly T[], what: string): T | No => {
  const [first, ...others] = found;
  if (!first) return { status: 404, error: { code: 'unknown', text: `There is no ${what}.` } };
  if (others.length === 0) return first;
  const tenants = found.map(({ tenant }) => tenant);
  return { status: 409, error: { code: 'ambiguous', text: `More than one tenant has it: say --tenant.`, tenants } };
};

export const isNo = (answer: object): answer is No => 'error' in answer && 'status' in answer;

const bodies = {
  replay: z.object({ ticket: z.string().min(1), tenant: z.string().optional(), at: z.string().optional() }),
  forget: z.object({ person: z.string().min(1), tenant: z.string().optional() }),
  verify: z.object({
    heads: z.array(z.object({ stream: z.string(), revision: z.number().int(), hash: z.string() })).optional(),
  }),
};

const lines = (reply: FastifyReply, told: AsyncIterable<object>): FastifyReply => {
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
const tenantsOf = async (operator: Operator, request: FastifyRequest): Promise<readonly TenantId[] | null | 401 | 403> => {
  const { authorization } = request.headers;
  if (authorization === undefined && operator.open) return isLocal(request) ? null : 403;
  const caller = await operator.whois(authorization);
  if (!caller) return 401;
  return caller.roles.includes('admin') ? [caller.tenant] : 403;
};

/** Every tenant that has a stream. */
const allTenants = async (store: EventStore): Promise<readonly TenantId[]> => [
  ...new Set((await store.heads()).map(({ stream }) => parseStream(stream)?.tenant ?? '')),
];

type Handler<Body> = (body: Body, tenants: readonly TenantId[], reply: FastifyReply) => Promise<unknown>;

/** Replay, verify, heads and forget for the command line; admins only, but for programs of this machine in the demo. */
export const operatorRoutes =
  (operator: Operator): Routes =>
  async (fastify) => {
    const route = <Body extends { readonly tenant?: string | undefined }>(
      path: string,
      schema: z.ZodType<Body>,
      handler: Handler<Body>,
    ) =>
      fastify.route({
        method: ['GET', 'POST'],
        url: `/operator/${path}`,
        handler: async (request, reply) => {
          const allowed = await tenantsOf(operator, request);
          if (typeof allowed === 'number')
            return reply.code(allowed).send({ error: { code: 'not-admin', text: 'An admin’s token is needed.' } });
          const body = schema.safeParse(request.body ?? {});
          if (!body.success) return reply.code(400).send({ error: { code: 'unreadable', text: z.prettifyError(body.error) } });
          const { tenant } = body.data;
          const known = allowed ?? (tenant ? [tenant] : await allTenants(operator.store));
          const answer = await handler(body.data, tenant ? known.filter((t) => t === tenant) : known, reply);
          return typeof answer === 'object' && answer !== null && isNo(answer)
            ? reply.code(answer.status).send({ error: answer.error })
            : answer;
        },
      });

    route('heads', z.object({ tenant: z.string().optional() }), async (_, __, reply) => lines(reply, headLines(operator.store)));
    route('verify', bodies.verify as z.ZodType<z.infer<typeof bodies.verify> & { tenant?: string }>, async ({ heads }, _, reply) =>
      lines(reply, verifying(operator.store, heads)),
    );
    route('replay', bodies.replay, async ({ ticket, at }, tenants) => {
      const found = only(await findTicket(operator, tenants, ticket), 'such ticket');
      return isNo(found) ? found : replayTicket(operator, found, at ?? null);
    });
    route('forget', bodies.forget, async ({ person }, tenants) => {
      const found = only(await findPerson(operator, tenants, person), 'such person');
      return isNo(found) ? found : forgetPerson(operator, found);
    });
  };
