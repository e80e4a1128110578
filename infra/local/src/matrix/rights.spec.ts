import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getNamedType, isObjectType } from 'graphql';
import { whole } from '../testing/whole.ts';
import { answer, requestOf } from './compare.ts';
import { callers, rights, ticketRights } from './rights.ts';
import { rows } from './rows.ts';
import { makeThings, nowhere, type Things } from './things.ts';
import { openWorld, type World } from './world.ts';

jest.setTimeout(60_000);

let world: World;
let own: Things;
beforeAll(async () => {
  world = await openWorld();
  ({ own } = await makeThings(world));
});
afterAll(() => world.close());

type Role = keyof typeof callers;
const roles = Object.keys(callers) as readonly Role[];
const fieldsOf = (name: string): readonly string[] => {
  const type = world.federation.api.getType(name);
  return isObjectType(type) ? Object.keys(type.getFields()) : [];
};

const isForbidden = (told: string): boolean => told.includes('"code":"FORBIDDEN"');

/** The roles that are not refused; what is asked for is nobody's, so that nothing but the role can matter. */
const allowed = async (field: string): Promise<string> => {
  const row = rows.find((found) => found.field === field);
  if (!row) throw new Error(`no row for ${field}`);
  const request = requestOf(row, nowhere, field === 'person' ? 'id' : null, nowhere.person);
  const open: string[] = [];
  for (const role of roles)
    if (!isForbidden(await answer(world, callers[role], request, '{ __typename }'))) open.push(role);
  return open.join(' ');
};

describe('the table of rights', () => {
  it('names every root field and every field of a ticket', () => {
    const fields = ['Query', 'Mutation', 'Subscription'].flatMap(fieldsOf);
    expect(Object.keys(rights).sort()).toEqual(fields.sort());
    expect(Object.keys(ticketRights).sort()).toEqual([...fieldsOf('Ticket')].sort());
  });
});

describe('a root field', () => {
  it.each(Object.entries(rights))('%s is open to %s', async (field, to) => {
    expect(await allowed(field)).toBe(to);
  });

  it('that is forbidden tells nothing else, and writes nothing', async () => {
    const before = await world.store.head();
    for (const row of rows.filter(({ field }) => !rights[field]?.includes('vendor'))) {
      const told = await answer(world, callers.vendor, requestOf(row, own, null, ''));
      const nothing = [null, { [row.field]: null }];
      const { data, errors } = JSON.parse(told) as { readonly data: unknown; readonly errors: unknown };
      expect(nothing).toContainEqual(data);
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect(await world.store.head()).toBe(before);
  });
});

describe('a field of a ticket', () => {
  /** The roles that are given the field without an error. */
  const readers = async (field: string): Promise<string> => {
    const type = world.federation.api.getType('Ticket');
    const found = isObjectType(type) ? type.getFields()[field] : undefined;
    const shape = found ? whole(world.federation.api, getNamedType(found.type).name) : '';
    const source = `query ($id: ID!) { ticket(id: $id) { shown: ${field} ${shape} } }`;
    const open: string[] = [];
    for (const role of roles) {
      const { data, errors } = await world.ask(callers[role], source, { id: own.ticket });
      if (data?.['ticket'] && !errors) open.push(role);
    }
    return open.join(' ');
  };

  it.each(Object.entries(ticketRights))('%s can be read by %s', async (field, by) => {
    expect(await readers(field)).toBe(by);
  });

  it('that is forbidden is null, and tells so', async () => {
    const source = 'query ($id: ID!) { ticket(id: $id) { number notes { id } } }';
    const { data, errors } = await world.ask(callers.requester, source, { id: own.ticket });
    expect(data).toEqual({ ticket: { number: own.number, notes: null } });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' }, path: ['ticket', 'notes'] }]);
  });
});
