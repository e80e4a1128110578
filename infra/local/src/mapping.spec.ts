import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { mappingSchema, readMapping } from '@relais/intake';
import { Ajv2020 } from 'ajv/dist/2020.js';

const fileOf = (name: string): string => readFileSync(new URL(`../../seed/${name}`, import.meta.url), 'utf8');

describe('the schema of mappings', () => {
  it('is in the repository as the import reads mappings (npm run generated)', () =>
    expect(JSON.parse(fileOf('mapping.schema.json'))).toEqual(JSON.parse(JSON.stringify(mappingSchema()))));

  it('accepts the shipped mapping, and so does the import', () => {
    const written = JSON.parse(fileOf('helpdesk.mapping.json')) as object;
    const accepts = new Ajv2020({ strict: false }).compile(mappingSchema());
    expect([accepts(written), accepts.errors]).toEqual([true, null]);
    expect(readMapping(written, 'en')).toMatchObject({ desk: expect.any(String) });
  });

  it('refuses what the import refuses', () => {
    const accepts = new Ajv2020({ strict: false }).compile(mappingSchema());
    const written = JSON.parse(fileOf('helpdesk.mapping.json')) as object;
    for (const more of [
      { desk: '' },
      { time: {} },
      { opening: { kind: 'incidnt' } },
      { rules: [{ when: { is: 'x' } }] },
      { rules: [{ facts: [{ type: 'TicketTakn' }] }] },
      { rules: [{ facts: [{ type: 'TicketHeld' }] }] },
      { unknown: 1 },
    ]) {
      const wrong = { ...written, ...more };
      expect([more, accepts(wrong), 'length' in readMapping(wrong, 'en')]).toEqual([more, false, true]);
    }
  });
});
