import { describe, expect, it } from '@jest/globals';
import { inScope, isStaff, roles, type Belonging, type Caller, type Role } from './caller.ts';

const nobody: Caller = {
  tenant: 'lumen',
  actor: 'x',
  roles: [],
  level: null,
  clients: null,
  person: null,
  vendor: null,
};
const account = (role: Role, more: Partial<Caller> = {}): Caller => ({ ...nobody, roles: [role], ...more });

const ticket: Belonging = { tenant: 'lumen', client: 'atlas', requester: 'paul' };
const things = {
  'its client’s, its own': ticket,
  'its client’s, another’s': { ...ticket, requester: 'zoé' },
  'its client’s, nobody’s': { tenant: 'lumen', client: 'atlas' },
  'another client’s': { tenant: 'lumen', client: 'boreal', requester: 'paul' },
  'no client’s': { tenant: 'lumen', client: null },
  'another tenant’s': { ...ticket, tenant: 'nova' },
} satisfies Record<string, Belonging>;

const all = [true, true, true, true, true, false];
const ofClient = [true, true, true, false, false, false];
const none = [false, false, false, false, false, false];

/** Account by account, which of the six things above exist for it. */
const table: readonly (readonly [string, Caller, readonly boolean[]])[] = [
  ['an agent of level 1', account('agent', { level: 1 }), all],
  ['an agent of level 2', account('agent', { level: 2 }), all],
  ['an agent bound to one client', account('agent', { level: 1, clients: ['atlas'] }), ofClient],
  ['an agent bound to no client at all', account('agent', { level: 1, clients: [] }), none],
  ['a supervisor', account('supervisor'), all],
  ['an editor', account('editor'), all],
  ['an auditor', account('auditor'), all],
  ['an auditor bound to one client', account('auditor', { clients: ['atlas'] }), ofClient],
  ['an admin', account('admin'), all],
  ['an integration', account('integration'), all],
  ['a client', account('client', { clients: ['atlas'] }), ofClient],
  ['a client whose token names no client', account('client'), none],
  ['a client of nobody', account('client', { clients: [] }), none],
  ['a vendor', account('vendor', { vendor: 'Atlas' }), none],
  ['a vendor bound to a client', account('vendor', { vendor: 'Atlas', clients: ['atlas'] }), none],
  [
    'a requester',
    account('requester', { clients: ['atlas'], person: 'paul' }),
    [true, false, false, false, false, false],
  ],
  ['a requester whose token names no person', account('requester', { clients: ['atlas'] }), none],
  ['a token without a role', nobody, none],
];

describe('what exists for', () => {
  it.each(table)('%s', (_, caller, seen) => {
    const found = Object.values(things).map((thing) => inScope(caller, thing));
    expect(Object.fromEntries(Object.keys(things).map((name, place) => [name, found[place]]))).toEqual(
      Object.fromEntries(Object.keys(things).map((name, place) => [name, seen[place]])),
    );
  });

  it('a requester without a person is not what belongs to no requester', () => {
    expect(inScope(account('requester'), { tenant: 'lumen', client: 'atlas', requester: null })).toBe(false);
  });

  it('a vendor is the defects of its own products, across clients, and nothing that names no vendor', () => {
    const vendor = account('vendor', { vendor: 'Atlas' });
    const seen = (thing: Partial<Belonging>, caller = vendor) => inScope(caller, { ...ticket, ...thing });
    expect([seen({ vendor: 'Atlas' }), seen({ vendor: 'Atlas', client: 'boreal' })]).toEqual([true, true]);
    expect([seen({ vendor: 'Nova' }), seen({ vendor: null }), seen({})]).toEqual([false, false, false]);
    expect(seen({ vendor: 'Atlas', tenant: 'nova' })).toBe(false);
    expect(seen({ vendor: null }, account('vendor'))).toBe(false);
    expect(seen({ vendor: 'Atlas' }, account('requester', { person: 'zoé', vendor: 'Atlas' }))).toBe(false);
  });

  it('every role has a row', () => {
    expect(new Set(table.flatMap(([, caller]) => caller.roles))).toEqual(new Set(roles));
  });
});

describe('the staff', () => {
  it('is who works for the provider', () => {
    const staff = roles.filter((role) => isStaff({ roles: [role] }));
    expect(staff).toEqual(['agent', 'supervisor', 'editor', 'auditor', 'admin', 'integration']);
  });
});
