import type { Memory } from './variables.ts';

const place = 'relais.graphiql.memory';

/** What answers told in this browser tab, by provider: a reload keeps it, another provider knows nothing of it. */
export const memoryOf = (tenant: string) => {
  const key = `${place}.${tenant}`;
  return {
    read: (): Memory => JSON.parse(sessionStorage.getItem(key) ?? '{}'),
    keep: (memory: Memory): void => sessionStorage.setItem(key, JSON.stringify(memory)),
  };
};
