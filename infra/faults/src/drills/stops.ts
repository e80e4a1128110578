import type { Drill } from '../drill.ts';
import { embedded, underLoad } from '../under-load.ts';

export const stopRelais: Drill = {
  name: 'stop-relais',
  does: 'SIGTERM of the all-in-one process under load, started again each time: no command fails for good',
  short: false,
  lacks: () => null,
  run: (bench) =>
    underLoad(bench, embedded(`${bench.folder}/data`), async (run) => {
      for (let turn = 0; turn < (bench.short ? 2 : 8); turn += 1) {
        const { child } = run.relais();
        await run.restart('SIGTERM');
        const code = await child.over;
        run.see('it ends by itself, with code 0', code === 0 ? [] : [`it ended with ${code}`]);
        await run.breathe();
      }
    }),
};
