import { describe, expect, it } from '@jest/globals';
import { undeclared } from './declared.ts';
import { inHouse, repository } from './house.ts';

const manifest = JSON.stringify({ name: '@relais/intake', dependencies: { '@relais/nest': '*' } });

describe('what a project says that it stands on', () => {
  it('is what it imports', () => expect(undeclared(repository)).toEqual([]));

  it('is missed when it does not say so', () => {
    const files = {
      'services/intake/package.json': manifest,
      'services/intake/src/open.decider.ts': "export type { one } from '@relais/kernel';\n",
      'services/intake/src/late.ts': "export const late = () => import('@relais/bus');\n",
      'services/intake/src/open.resolver.ts': "import '@relais/nest';\n",
      'services/intake/src/late.spec.ts': "import '@relais/testkit';\n",
    };
    expect(inHouse(files, undeclared)).toEqual([
      { rule: '@relais/bus', file: 'services/intake/src/late.ts' },
      { rule: '@relais/kernel', file: 'services/intake/src/open.decider.ts' },
    ]);
  });
});
