import { startEngine } from '../engine.ts';
import type { Drill } from '../drill.ts';
import { embedded, underLoad } from '../under-load.ts';
import { eventStoreDbLog } from '../verdict/eventstoredb-log.ts';

export const killEventStore: Drill = {
  name: 'kill-eventstoredb',
  does: 'kill -9 of the event store (its double) under load, started again each time; and once of Relais too',
  short: false,
  lacks: () => null,
  run: async (bench) => {
    const engine = await startEngine('eventstoredb', `${bench.folder}/engine`);
    const environment = { RELAIS_EVENTSTOREDB_URL: engine.url };
    const stage = {
      ...embedded(`${bench.folder}/data`, environment),
      log: () => eventStoreDbLog(engine.url),
    };
    try {
      return await underLoad(bench, stage, async (run) => {
        for (let turn = 0; turn < (bench.short ? 2 : 10); turn += 1) {
          bench.say(`kill ${turn + 1}`);
          await engine.kill();
          run.hit('kills');
          await run.breathe();
          await engine.start();
          await run.breathe();
          await run.breathe();
        }
        await run.restart('SIGKILL');
        await run.breathe();
      });
    } finally {
      await engine.close();
    }
  },
};
