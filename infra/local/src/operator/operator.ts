import { randomUUID } from 'node:crypto';
import type { Federation } from '@relais/api';
import { parseStream, type Caller, type TenantId } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import type { Asking } from '@relais/nest';

/** What the operator's command line stands on. */
export type Operator = {
  readonly store: EventStore;
  readonly federation: Pick<Federation, 'ask'>;
  readonly whois: (authorization: string | undefined) => Promise<Caller | null>;
  /** Whether a program of this machine needs no credential: the demo profile alone. */
  readonly open: boolean;
  /** The IANA zone in which days begin, unless the command line names another one. */
  readonly zone: string;
};

/** Every tenant that has a stream. */
export const allTenants = async ({ store }: Pick<Operator, 'store'>): Promise<readonly TenantId[]> => [
  ...new Set((await store.heads()).map(({ stream }) => parseStream(stream)?.tenant ?? '')),
];

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
export type No = {
  readonly status: 400 | 404 | 409;
  readonly error: { readonly code: string; readonly text: string; readonly tenants?: readonly string[] };
};

/** The one tenant that has what was asked for. */
export const only = <T extends { readonly tenant: TenantId }>(found: readonly T[], what: string): T | No => {
  const [first, ...others] = found;
  if (!first) return { status: 404, error: { code: 'unknown', text: `There is no ${what}.` } };
  if (others.length === 0) return first;
  const tenants = found.map(({ tenant }) => tenant);
  return {
    status: 409,
    error: { code: 'ambiguous', text: `More than one tenant has it: say --tenant.`, tenants },
  };
};

export const isNo = (answer: object): answer is No => 'error' in answer && 'status' in answer;
