import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { verifyChain, type EventStore } from '@relais/event-store';
import fc from 'fast-check';
import { eventsOf, freshStream, release, revisionsOf, serviceOn, take } from './writing.ts';

/** A command has its effect once, whoever repeats it, and races lose nothing. */
export const handling = (store: () => EventStore): void => {
  it('gives the same answer to the same command at once', async () => {
    const stream = freshStream();
    const [service, commandId] = [serviceOn(store()), randomUUID()];
    const first = await release(service, stream, 3, commandId);
    expect(first).toMatchObject({ ok: true, revision: 2 });
    expect(await release(service, stream, 3, commandId)).toEqual(first);
    expect(await release(serviceOn(store()), stream, 3, commandId)).toEqual(first);
    expect(revisionsOf(await store().read(stream))).toEqual([0, 1, 2]);
  });

  it('gives the same answer to the same command after five later events', async () => {
    const stream = freshStream();
    const [service, commandId] = [serviceOn(store()), randomUUID()];
    await take(service, stream);
    const first = await take(service, stream, commandId);
    for (let n = 0; n < 5; n += 1) await take(serviceOn(store()), stream);
    expect(await take(service, stream, commandId)).toEqual(first);
    expect(await take(serviceOn(store()), stream, commandId)).toEqual(first);
    expect(await store().read(stream)).toHaveLength(7);
  });

  it('has one effect and one answer for the same command of two callers at the same moment', async () => {
    const [service, other] = [serviceOn(store()), serviceOn(store())];
    for (let n = 0; n < 20; n += 1) {
      const [stream, commandId] = [freshStream(), randomUUID()];
      const [one, same] = await Promise.all([
        take(service, stream, commandId),
        take(other, stream, commandId),
      ]);
      expect(same).toEqual(one);
      expect(eventsOf(await store().read(stream))).toHaveLength(1);
      // What each believes of the stream is what is stored: the next event of either one is chained to it.
      await take(service, stream);
      await take(other, stream);
      expect(verifyChain(eventsOf(await store().read(stream)))).toBeNull();
    }
  });

  it('loses no command of any number of callers of one service', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 40 }), async (racers) => {
        const [stream, service] = [freshStream(), serviceOn(store())];
        const handled = await Promise.all(Array.from({ length: racers }, () => take(service, stream)));
        const reached = handled.map(({ revision }) => revision).sort((a, b) => a - b);
        expect(reached).toEqual(Array.from({ length: racers }, (_, n) => n));
        expect(revisionsOf(await store().read(stream))).toEqual(reached);
      }),
      { numRuns: 10 },
    );
  });

  it('keeps streams gapless and chained however several services write to them', async () => {
    const step = fc.record({
      service: fc.nat({ max: 2 }),
      stream: fc.nat({ max: 3 }),
      times: fc.integer({ min: 1, max: 4 }),
      waits: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const services = [serviceOn(store()), serviceOn(store()), serviceOn(store())];
        const streams = Array.from({ length: 4 }, () => freshStream());
        const flying: Promise<{ readonly stream: number; readonly times: number } | null>[] = [];
        for (const { service, stream, times, waits } of steps) {
          const [by, name] = [services[service], streams[stream]];
          if (!by || !name) throw new Error('no such service or stream');
          const done = release(by, name, times).then(
            () => ({ stream, times }),
            // Four lost races are an honest answer; the command then has no effect.
            (error: { readonly code?: string }) => (error.code === 'busy' ? null : Promise.reject(error)),
          );
          flying.push(done);
          if (waits) await done;
        }
        const effects = await Promise.all(flying);
        for (const [place, name] of streams.entries()) {
          const events = eventsOf(await store().read(name));
          const expected = effects.reduce((sum, done) => sum + (done?.stream === place ? done.times : 0), 0);
          expect(events.map(({ revision }) => revision)).toEqual(
            Array.from({ length: expected }, (_, n) => n),
          );
          expect(verifyChain(events)).toBeNull();
        }
      }),
      { numRuns: 20 },
    );
  });
};
