import { describe, expect, it, jest } from '@jest/globals';
import { drills } from './drills/drills.ts';
import { pageOf } from './paper.ts';
import { runDrill } from './running.ts';

// Whole programs are started, killed and started again, on whatever else the machine is doing.
jest.setTimeout(180_000);

const random = Number(process.env['RELAIS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const required = process.env['RELAIS_ENGINES_REQUIRED'] === '1';

describe.each([20_417, random])('the short set of drills (RELAIS_SEED=%i)', (seed) => {
  const chosen = drills.filter(({ name }) => name === 'mixed' || (name === 'damage' && seed === random));

  it.each(chosen.map((drill) => [drill.name, drill] as const))('%s', async (_, drill) => {
    const said: string[] = [];
    const wanted = { seed, seconds: 5, short: true, required, say: (line: string) => void said.push(line) };
    const report = await runDrill(drill, wanted);
    process.stderr.write(`${pageOf(report)}\n`);
    expect({ state: report.state, said }).toEqual({
      state: report.state === 'skipped' ? 'skipped' : 'good',
      said,
    });
  });
});
