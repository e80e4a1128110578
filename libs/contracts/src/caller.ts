import type { ClientId, PersonId, TenantId } from './ids.ts';

/** What an account of the issuer's directory is. `integration` is a program of the provider. */
export const roles = [
  'agent',
  'supervisor',
  'editor',
  'auditor',
  'admin',
  'client',
  'vendor',
  'requester',
  'integration',
] as const;
export type Role = (typeof roles)[number];

/** Who asks, as a verified token says: nothing else is ever trusted. */
export type Caller = {
  readonly tenant: TenantId;
  /** The actor that events name in `by`. */
  readonly actor: string;
  readonly roles: readonly Role[];
  /** 1 or 2 for agents. */
  readonly level: 1 | 2 | null;
  /** The clients whose things the caller may see; null means all of the tenant. */
  readonly clients: readonly ClientId[] | null;
  /** The person whom a requester's account belongs to. */
  readonly person: PersonId | null;
  /** The vendor that a vendor's account belongs to. */
  readonly vendor: string | null;
};

/** Whom a thing belongs to. */
export type Belonging = {
  readonly tenant: TenantId;
  readonly client?: ClientId | null;
  readonly requester?: PersonId | null;
  /** Whose product it is about: of defects alone, which are all that a vendor may see. */
  readonly vendor?: string | null;
};

const staff: readonly Role[] = ['agent', 'supervisor', 'editor', 'auditor', 'admin', 'integration'];

/** Whether a caller works for the provider. */
export const isStaff = (caller: Pick<Caller, 'roles'>): boolean =>
  caller.roles.some((role) => staff.includes(role));

/** A caller bound to some clients sees what belongs to them, and nothing that belongs to no client. */
const ofTheirClients = ({ clients }: Caller, { client }: Belonging): boolean =>
  clients === null || (client ? clients.includes(client) : false);

/** What is theirs, of each role outside the provider. */
const theirs: readonly (readonly [Role, (caller: Caller, thing: Belonging) => boolean])[] = [
  ['client', ({ clients }) => clients !== null],
  ['vendor', ({ vendor }, thing) => vendor !== null && thing.vendor === vendor],
  ['requester', ({ person }, thing) => person !== null && thing.requester === person],
];

/** Whether a thing exists for a caller. "Not yours" answers exactly like "does not exist". */
export const inScope = (caller: Caller, thing: Belonging): boolean => {
  if (thing.tenant !== caller.tenant || !ofTheirClients(caller, thing)) return false;
  const [, isTheirs] = theirs.find(([role]) => caller.roles.includes(role)) ?? [];
  return isStaff(caller) || isTheirs?.(caller, thing) === true;
};
