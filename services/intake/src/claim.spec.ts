import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { noHash, streamOf, type IntakeEvent, type PersonData, type StreamName } from '@relais/contracts';
import { noStream, openEventStore, stamp, type EventStore } from '@relais/event-store';
import { openKeys, type Keys } from '@relais/keys';
import { opened, sealedAs } from '@relais/testkit';
import fc from 'fast-check';
import { claims, type Claims } from './claim.ts';

const minute = 60_000;

describe('claiming what must be unique', () => {
  let folder: string;
  let store: EventStore;
  let keys: Keys;
  let claiming: Claims;
  let now: number;
  let drawn = 0;

  const caller = { tenant: 'north', actor: 'nadia' };
  const clock = () => new Date(now).toISOString();
  const fresh = (): string => `${(drawn += 1)}@acme.example`;
  const newPerson = (): StreamName => streamOf('person', 'north', `p${(drawn += 1)}`);
  const mail = (value: string, holder: StreamName) => claiming.make(caller, { kind: 'mail', value, holder });
  const claimsOf = async (value: string) =>
    (await store.read(streamOf('claim', 'north', await claiming.id('north', 'mail', value)))).map(
      ({ event }) => event,
    );

  const append = async (stream: StreamName, event: IntakeEvent): Promise<void> => {
    const last = (await store.read(stream, { backwards: true, limit: 1 }))[0]?.event;
    const commandId = `00000000-0000-4000-8000-${String((drawn += 1)).padStart(12, '0')}`;
    const standing = last ?? { revision: noStream, hash: noHash, recordedAt: '' };
    const circumstances = { stream, commandId, correlation: commandId, caller, now: clock() };
    const { answer } = await store.append(
      stream,
      standing.revision,
      stamp('intake', standing, [event], circumstances),
    );
    expect(answer).toBe('written');
  };
  const data = async (...mails: readonly string[]): Promise<PersonData> => ({
    ...{ client: 'acme', name: sealedAs('Zoé'), language: 'fr' },
    claims: await Promise.all(mails.map((value) => claiming.id('north', 'mail', value))),
  });
  /** Claims a mail and registers who has it. */
  const registered = async (value: string, stream = newPerson()): Promise<StreamName> => {
    expect(await mail(value, stream)).toBeNull();
    await append(stream, { type: 'PersonRegistered', data: await data(value) });
    return stream;
  };
  const correctedTo = async (stream: StreamName, ...mails: readonly string[]) =>
    append(stream, { type: 'PersonCorrected', data: await data(...mails) });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-claims-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
    keys = await openKeys({ adapter: 'sqlite', folder });
    claiming = claims({ store, keys, clock });
  });
  beforeEach(() => {
    now = Date.parse('2026-03-02T08:15:00.000Z');
  });
  afterAll(async () => {
    await Promise.all([store.close(), keys.close()]);
    rmSync(folder, { recursive: true });
  });

  it('gives a free value to the first who asks', async () => {
    const value = fresh();
    const zoe = newPerson();
    expect(await mail(value, zoe)).toBeNull();
    expect(await claimsOf(value)).toMatchObject([
      { type: 'ClaimMade', by: 'nadia', data: { kind: 'mail', holder: zoe } },
    ]);
  });

  it('refuses it to another one, in the name of its kind', async () => {
    const value = fresh();
    await registered(value);
    expect(await mail(value, newPerson())).toEqual({ refusal: 'mail-taken' });
    const others = [
      { kind: 'phone', refusal: 'phone-taken' },
      { kind: 'reference', refusal: 'reference-taken' },
    ] as const;
    for (const { kind, refusal } of others) {
      expect(await claiming.make(caller, { kind, value, holder: newPerson() })).toBeNull();
      expect(await claiming.make(caller, { kind, value, holder: newPerson() })).toEqual({ refusal });
    }
  });

  it('is each tenant’s own', async () => {
    const value = fresh();
    await registered(value);
    const other = { kind: 'mail', value, holder: streamOf('person', 'south', 'q') } as const;
    expect(await claiming.make({ tenant: 'south', actor: 'kim' }, other)).toBeNull();
  });

  it('writes once what the same one wishes again', async () => {
    const value = fresh();
    const zoe = newPerson();
    await Promise.all([mail(value, zoe), mail(value, zoe)]);
    await registered(value, zoe);
    now += 90 * minute;
    expect(await mail(value, zoe)).toBeNull();
    expect(await claimsOf(value)).toHaveLength(1);
  });

  it('never shows the value in what is stored', async () => {
    const value = fresh();
    await registered(value);
    expect(JSON.stringify(await store.readAll(0))).not.toContain(value);
  });

  it('has one winner, whoever races', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 8 }), fc.boolean(), async (racers, givenUp) => {
        const value = fresh();
        if (givenUp) await correctedTo(await registered(value));
        const people = Array.from({ length: racers }, newPerson);
        // Each in a process of its own.
        const answers = await Promise.all(
          people.map((holder) =>
            claims({ store, keys, clock }).make(caller, { kind: 'mail', value, holder }),
          ),
        );
        expect(answers.filter((answer) => answer === null)).toHaveLength(1);
        expect(answers.filter((answer) => answer?.refusal === 'mail-taken')).toHaveLength(racers - 1);
        expect((await claimsOf(value)).at(-1)?.data).toMatchObject({ holder: people[answers.indexOf(null)] });
      }),
      { numRuns: 15 },
    );
  });

  it('hands over what its holder has given up', async () => {
    const [value, other] = [fresh(), fresh()];
    const zoe = await registered(value);
    await correctedTo(zoe, other);
    const anna = newPerson();
    expect(await mail(value, anna)).toBeNull();
    expect(await mail(value, zoe)).toEqual({ refusal: 'mail-taken' });
    expect((await claimsOf(value)).map((event) => event.revision)).toEqual([0, 1]);
  });

  it('hands over what a forgotten person had', async () => {
    const value = fresh();
    const zoe = await registered(value);
    const claimedLast = fresh();
    await mail(claimedLast, zoe);
    await append(zoe, { type: 'PersonForgotten', data: {} });
    expect(await mail(value, newPerson())).toBeNull();
    expect(await mail(claimedLast, newPerson())).toBeNull();
  });

  it('gives nobody what a command under way is about to carry', async () => {
    const value = fresh();
    const zoe = await registered(fresh());
    expect(await mail(value, zoe)).toBeNull();
    now += 9 * minute;
    expect(await mail(value, newPerson())).toEqual({ refusal: 'mail-taken' });
  });

  it('protects a command that takes back what was given up, as long as it is under way', async () => {
    const value = fresh();
    const zoe = await registered(value);
    now += minute;
    await correctedTo(zoe);
    now += minute;
    expect(await mail(value, zoe)).toBeNull();
    expect(await mail(value, newPerson())).toEqual({ refusal: 'mail-taken' });
  });

  it('renews a claim of one’s own that grew old before it was carried', async () => {
    const value = fresh();
    const zoe = newPerson();
    await mail(value, zoe);
    now += 9 * minute;
    expect(await mail(value, zoe)).toBeNull();
    now += 9 * minute;
    expect(await mail(value, newPerson())).toEqual({ refusal: 'mail-taken' });
  });

  it('hands over what was claimed and never carried, once no command can be under way any more', async () => {
    const value = fresh();
    await mail(value, newPerson());
    now += 11 * minute;
    expect(await mail(value, newPerson())).toBeNull();
  });

  it('leaves a reference to the ticket that was opened with it, for ever', async () => {
    const reference = fresh();
    const wish = (id: string) => ({
      kind: 'reference' as const,
      value: reference,
      holder: streamOf('ticket', 'north', id),
    });
    expect(await claiming.make(caller, wish('t1'))).toBeNull();
    await append(streamOf('ticket', 'north', 't1'), opened);
    now += 365 * 24 * 60 * minute;
    expect(await claiming.make(caller, wish('t2'))).toEqual({ refusal: 'reference-taken' });
    expect(await claiming.make(caller, wish('t1'))).toBeNull();
  });

  it('tells who carries a value now, and nobody who gave it up or has not got it yet', async () => {
    const [value, other] = [fresh(), fresh()];
    expect(await claiming.holder('north', 'mail', value)).toBeNull();
    const zoe = newPerson();
    await mail(value, zoe);
    expect(await claiming.holder('north', 'mail', value)).toBeNull();
    await registered(value, zoe);
    expect(await claiming.holder('north', 'mail', value)).toBe(zoe);
    expect(await claiming.holder('south', 'mail', value)).toBeNull();
    await correctedTo(zoe, other);
    expect(await claiming.holder('north', 'mail', value)).toBeNull();
  });
});
