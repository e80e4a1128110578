/** One violation: the rule that has to name it, the file it is planted in, and its text. */
export type Plant = { readonly rule: string; readonly file: string; readonly text: string };

const plant = (rule: string, file: string, text: string): Plant => ({
  rule,
  file,
  text: `${text}\nexport {};\n`,
});
const importing = (rule: string, file: string, name: string) => plant(rule, file, `import '${name}';`);

/** At least one for each rule of .dependency-cruiser.mjs. */
export const plants: readonly Plant[] = [
  importing('kernel-imports-nothing', 'libs/kernel/src/a.ts', '@relais/contracts'),
  importing('kernel-imports-nothing', 'libs/kernel/src/b.ts', 'node:fs'),
  importing('kernel-imports-nothing', 'libs/kernel/src/c.ts', 'graphql'),
  importing('contract-layer', 'libs/rules/src/a.ts', '@relais/event-store'),
  importing('port-layer', 'libs/keys/src/a.ts', '@relais/nest'),
  importing('glue-layer', 'libs/nest/src/a.ts', '@relais/intake'),
  importing('testkit-layer', 'libs/testkit/src/a.ts', '@relais/triage'),
  importing('service-layer', 'services/intake/src/a.ts', '@relais/api'),
  importing('no-service-to-service', 'services/intake/src/b.ts', '@relais/triage'),
  importing('no-service-to-service', 'services/intake/src/b.spec.ts', '@relais/triage'),
  importing('gateway-layer', 'gateway/api/src/a.ts', '@relais/event-store'),
  importing('gateway-layer', 'gateway/api/src/b.ts', '@relais/intake'),
  importing('web-layer', 'gateway/web/src/a.ts', '@relais/contracts'),
  importing('testkit-in-specs-only', 'services/intake/src/c.ts', '@relais/testkit'),
  importing('infra-is-imported-by-nobody', 'libs/nest/src/b.ts', '@relais/local'),
  importing('tools-speak-to-a-running-server', 'infra/cli/src/a.ts', '@relais/event-store'),
  importing('load-knows-no-service', 'infra/load/src/a.ts', '@relais/intake'),
  importing('engines-import-no-project', 'infra/engines/src/a.ts', '@relais/kernel'),
  importing(
    'no-relative-path-across-projects',
    'services/intake/src/d.ts',
    '../../../libs/kernel/src/index.ts',
  ),
  importing('no-deep-import', 'services/intake/src/e.ts', '@relais/contracts/src/refusals.ts'),
  importing('no-unresolvable', 'services/intake/src/f.ts', './nowhere.ts'),
  importing('no-cycle', 'services/intake/src/circle.ts', './zone.ts'),
  importing('specs-are-imported-by-nobody', 'services/intake/src/i.ts', './open.spec.ts'),
  importing('engines-in-ports-only', 'services/intake/src/j.ts', 'kafkajs'),
  importing('engines-in-ports-only', 'services/intake/src/k.ts', 'node:sqlite'),
  importing('engines-behind-await-import', 'libs/bus/src/a.ts', './kafka/bus.ts'),
  importing('engines-behind-await-import', 'libs/bus/src/b.ts', 'kafkajs'),
  importing('graph-starts-at-the-glue', 'libs/bus/src/c.ts', '@nestjs/common'),
  importing('graph-starts-at-the-glue', 'libs/contracts/src/a.ts', 'graphql'),
  importing('browser-code-knows-no-node', 'libs/rules/src/b.ts', 'node:fs'),
  importing('no-dev-package-at-run-time', 'services/intake/src/l.ts', '@jest/globals'),
  importing('declared-packages-only', 'services/intake/src/m.ts', 'hidden'),
  importing('deciders-are-pure', 'services/intake/src/a.decider.ts', '@nestjs/common'),
  importing('deciders-are-pure', 'services/intake/src/b.decider.ts', '@relais/event-store'),
  importing('deciders-are-pure', 'services/intake/src/c.decider.ts', 'node:crypto'),
  importing('deciders-are-pure', 'services/intake/src/d.decider.ts', './open.resolver.ts'),
];
