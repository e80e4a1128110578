import { Module } from '@nestjs/common';
import {
  Directive,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
} from '@nestjs/graphql';
import { roles, type Caller, type Role } from '@relais/contracts';
import { openTestPorts, type TestPorts } from '@relais/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { Allow, desk, everyone, staff } from './allow.ts';
import { Asked, type Asking } from './caller.ts';
import { subgraph, type Subgraph } from './subgraph.ts';

class Own {}
const registerIn = () => Own;

@Directive('@key(fields: "id")')
@ObjectType({ registerIn })
class Room {
  @Field(() => ID) id!: string;
}

const entered: string[] = [];

@Resolver(() => Room)
class RoomResolver {
  @Allow('agent', 'auditor')
  @Query(() => Room)
  room(@Asked() { caller }: Asking): Room {
    entered.push(caller.actor);
    return { id: caller.actor };
  }

  @Allow('specialist', 'editor')
  @Query(() => Room)
  workshop(@Asked() { caller }: Asking): Room {
    return { id: caller.actor };
  }

  @Query(() => Room, { nullable: true })
  forgotten(): Room {
    entered.push('forgotten');
    return { id: 'forgotten' };
  }

  @Allow('agent')
  @Mutation(() => Room)
  enter(): Room {
    entered.push('enter');
    return { id: 'enter' };
  }

  @Allow('auditor')
  @ResolveField(() => String, { nullable: true })
  proof(): string {
    return 'intact';
  }

  @ResolveField(() => String)
  door(): string {
    return 'open';
  }

  @Allow('auditor')
  @ResolveReference()
  reference({ id }: Room): Room {
    entered.push(id);
    return { id };
  }
}

@Module({ providers: [RoomResolver] })
class RoomModule {}

let test: TestPorts;
let house: Subgraph;
beforeAll(async () => {
  test = await openTestPorts();
  house = await subgraph({ name: 'house', module: RoomModule, own: Own, entities: [Room] }, test.ports);
});
afterAll(async () => {
  await house.close();
  await test.close();
});

const callerOf = (level: 1 | 2, ...own: readonly Role[]): Caller => ({
  ...{ tenant: 'acme', actor: 'nadia', level, clients: null, person: null, vendor: null },
  roles: own,
});

/** What a caller with these roles gets: the data, the refused paths, and who entered. */
const asked = (source: string, ...own: readonly Role[]) => askedAs(callerOf(1, ...own), source);

const askedAs = async (caller: Caller, source: string) => {
  entered.length = 0;
  const contextValue: Asking = {
    caller,
    correlation: 't',
    language: 'fr',
    notices: new Set(),
  };
  const { data, errors = [] } = await graphql({ schema: house.schema, source, contextValue });
  const refused = errors.map(({ path, extensions }) => [path?.join('.'), extensions['code']]);
  return { data: JSON.parse(JSON.stringify(data)) as unknown, refused, entered: [...entered] };
};

describe('a field of the root', () => {
  it('answers the roles that it names', async () => {
    for (const role of ['agent', 'auditor'] as const)
      expect(await asked('{ room { door } }', role)).toEqual({
        ...{ data: { room: { door: 'open' } }, refused: [], entered: ['nadia'] },
      });
  });

  it('refuses all others before it does anything', async () => {
    for (const role of roles.filter((one) => !['agent', 'auditor'].includes(one)))
      expect(await asked('{ room { door } }', role)).toEqual({
        ...{ data: null, refused: [['room', 'FORBIDDEN']], entered: [] },
      });
    expect((await asked('mutation { enter { id } }', 'auditor')).entered).toEqual([]);
    expect((await asked('mutation { enter { id } }', 'agent')).entered).toEqual(['enter']);
  });

  it('takes one role of several', async () =>
    expect((await asked('{ room { id } }', 'client', 'auditor')).refused).toEqual([]));

  it('for specialists answers agents of level 2, and nobody else of that level', async () => {
    const refused = async (level: 1 | 2, ...own: readonly Role[]) =>
      (await askedAs(callerOf(level, ...own), '{ workshop { id } }')).refused.length;
    expect([await refused(2, 'agent'), await refused(1, 'agent'), await refused(2, 'client')]).toEqual([
      0, 1, 1,
    ]);
    expect(await refused(1, 'agent', 'editor')).toBe(0);
  });

  it('refuses a caller without any role', async () =>
    expect((await asked('{ room { id } }')).refused).toEqual([['room', 'FORBIDDEN']]));

  it('that names no roles is refused to all', async () => {
    for (const role of roles)
      expect(await asked('{ forgotten { id } }', role)).toEqual({
        ...{ data: { forgotten: null }, refused: [['forgotten', 'FORBIDDEN']], entered: [] },
      });
  });
});

describe('a field of a node', () => {
  it('is refused alone to the roles that it does not name', async () =>
    expect(await asked('{ room { door proof } }', 'agent')).toMatchObject({
      data: { room: { door: 'open', proof: null } },
      refused: [['room.proof', 'FORBIDDEN']],
    }));

  it('answers those that it names', async () =>
    expect((await asked('{ room { proof } }', 'auditor')).data).toEqual({ room: { proof: 'intact' } }));
});

describe('a node that another service refers to', () => {
  const source = `{ _entities(representations: [{ __typename: "Room", id: "r" }]) { ... on Room { id door } } }`;

  it('is refused to the roles that its reference does not name', async () => {
    expect(await asked(source, 'agent')).toMatchObject({
      refused: [['_entities.0', 'FORBIDDEN']],
      entered: [],
    });
    expect((await asked(source, 'auditor')).entered).toEqual(['r']);
  });
});

it('the lists of roles hold each other, and all roles together', () => {
  expect(staff).toEqual(expect.arrayContaining([...desk]));
  expect([...everyone].sort()).toEqual([...roles].sort());
  expect(staff.filter((role) => ['client', 'vendor', 'requester'].includes(role))).toEqual([]);
});
