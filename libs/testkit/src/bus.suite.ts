import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bus } from '@relais/bus';
import type { StreamKind } from '@relais/contracts';
import type { EventStore, Position, Recorded, Subscription } from '@relais/event-store';
import { tell } from './bus/story.ts';
import { held, opened, resumed } from './ticket-samples.ts';

/** A bus and the store whose events it carries. */
export type BusUnderTest = {
  readonly bus: Bus;
  readonly store: EventStore;
  readonly close: () => Promise<void>;
};

const product = { type: 'ProductRegistered', data: { vendor: 'v', name: 'Printer', versions: [] } };

/** Looks again until it is so; a test that waits in vain fails by its own time limit. */
const until = async (so: () => boolean): Promise<void> => {
  while (!so()) await pause(2);
};

/** What one subscriber was handed. */
type Heard = { readonly events: Recorded[]; readonly reached: Position[]; readonly sizes: number[] };

const told = ({ events }: Heard): readonly string[] =>
  events.map(({ event }) => `${event.stream} ${event.revision}`);

/** What every adapter of the bus has to do. */
export const busContract = (name: string, open: (folder: string) => Promise<BusUnderTest>): void => {
  describe(`bus: ${name}`, () => {
    let folder: string;
    let under: BusUnderTest;
    let listening: Subscription[];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'relais-bus-'));
      under = await open(folder);
      listening = [];
    });
    afterEach(async () => {
      await Promise.all(listening.map((subscription) => subscription.stop()));
      await under.close();
      rmSync(folder, { recursive: true, force: true });
    });

    type Listening = { readonly heard: Heard; readonly stop: () => Promise<void> };
    const listen = (
      more: {
        readonly group?: string;
        readonly after?: Position;
        readonly kinds?: readonly StreamKind[];
      } = {},
      before: (batch: readonly Recorded[]) => Promise<void> = () => Promise.resolve(),
    ): Listening => {
      const heard: Heard = { events: [], reached: [], sizes: [] };
      const options = { group: 'watch', after: 0, kinds: ['ticket'] as const, ...more };
      const subscription = under.bus.subscribe(options, async (batch, upTo) => {
        await before(batch);
        heard.events.push(...batch);
        heard.reached.push(upTo);
        heard.sizes.push(batch.length);
      });
      listening.push(subscription);
      return { heard, stop: subscription.stop };
    };
    const reaches = ({ reached }: Heard, position: Position) =>
      until(() => (reached.at(-1) ?? 0) >= position);

    it('delivers what was and what comes, in the order of each stream', async () => {
      await tell(under.store, 'ticket-north.a', [opened, held]);
      const { heard } = listen();
      await tell(under.store, 'ticket-north.b', [opened]);
      await tell(under.store, 'ticket-north.a', [resumed, held]);
      await reaches(heard, await tell(under.store, 'ticket-north.b', [held]));
      for (const [stream, length] of [
        ['ticket-north.a', 4],
        ['ticket-north.b', 2],
      ] as const)
        expect(
          heard.events.filter(({ event }) => event.stream === stream).map(({ event }) => event.revision),
        ).toEqual(Array.from({ length }, (_, revision) => revision));
    });

    it('delivers events as they are stored', async () => {
      const position = await tell(under.store, 'ticket-north.a', [opened]);
      const { heard } = listen();
      await reaches(heard, position);
      expect(heard.events).toEqual(await under.store.read('ticket-north.a'));
    });

    it('tells kinds apart, and reaches beyond those that were not asked for', async () => {
      const { heard } = listen();
      const all = listen({ group: 'all', kinds: ['ticket', 'product'] });
      await tell(under.store, 'product-north.p', [product]);
      await tell(under.store, 'ticket-north.a', [opened]);
      const last = await tell(under.store, 'product-north.q', [product]);
      await reaches(heard, last);
      await reaches(all.heard, last);
      expect(told(heard)).toEqual(['ticket-north.a 0']);
      expect(told(all.heard).toSorted()).toEqual([
        'product-north.p 0',
        'product-north.q 0',
        'ticket-north.a 0',
      ]);
    });

    it('never reaches beyond what it has delivered', async () => {
      const { heard } = listen();
      for (let n = 0; n < 30; n += 1) {
        await tell(under.store, `product-north.${n}`, [product]);
        await reaches(heard, await tell(under.store, `ticket-north.${n}`, [opened]));
        const all = await under.store.readAll(0);
        const due = all.filter(
          ({ position, event }) => position <= (heard.reached.at(-1) ?? 0) && event.type === 'TicketOpened',
        );
        expect(heard.events).toHaveLength(due.length);
      }
    });

    it('begins after the position that it is given, so that a restart resumes', async () => {
      await tell(under.store, 'ticket-north.a', [opened, held]);
      const { heard, stop } = listen();
      await until(() => heard.events.length > 0);
      await stop();
      await tell(under.store, 'ticket-north.a', [resumed]);
      const resumedAt = heard.reached.at(-1) ?? 0;
      const later = listen({ after: resumedAt });
      await reaches(later.heard, await under.store.head());
      expect([...told(heard), ...told(later.heard)]).toEqual([
        ...['ticket-north.a 0', 'ticket-north.a 1', 'ticket-north.a 2'],
      ]);
    });

    it('brings a batch again that was not taken, and nothing after it meanwhile', async () => {
      let failures = 2;
      const { heard } = listen({}, () => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('not now')) : Promise.resolve();
      });
      await tell(under.store, 'ticket-north.a', [opened, held]);
      await reaches(heard, await tell(under.store, 'ticket-north.a', [resumed]));
      expect(failures).toBeLessThan(0);
      expect(told(heard)).toEqual(['ticket-north.a 0', 'ticket-north.a 1', 'ticket-north.a 2']);
    });

    it('hands over one batch at a time', async () => {
      let busy = 0;
      let most = 0;
      const { heard } = listen({}, async () => {
        busy += 1;
        most = Math.max(most, busy);
        await pause(5);
        busy -= 1;
      });
      let last = 0;
      for (let n = 0; n < 10; n += 1) last = await tell(under.store, `ticket-north.${n}`, [opened]);
      await reaches(heard, last);
      expect(most).toBe(1);
    });

    it('delivers to each group on its own', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const slow = listen({ group: 'slow' }, () => promise);
      const quick = listen({ group: 'quick' });
      await reaches(quick.heard, await tell(under.store, 'ticket-north.a', [opened]));
      expect(slow.heard.events).toEqual([]);
      resolve();
      await reaches(slow.heard, await under.store.head());
    });

    it('delivers nothing once it is stopped', async () => {
      const { heard, stop } = listen();
      await reaches(heard, await tell(under.store, 'ticket-north.a', [opened]));
      await stop();
      const another = listen({ group: 'another' });
      await reaches(another.heard, await tell(under.store, 'ticket-north.a', [held]));
      await pause(20);
      expect(told(heard)).toEqual(['ticket-north.a 0']);
    });
  });
};
