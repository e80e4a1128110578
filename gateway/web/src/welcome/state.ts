import type { Account } from '../demo/accounts.ts';

/** What /health/ready says; `silent` when nothing answers. */
export type ServerState = 'asking' | 'ready' | 'unready' | 'silent';

/** What is known of the server; `accounts` is undefined until it has answered, 'failed' when it did not. */
export type Known = {
  readonly accounts: readonly Account[] | null | 'failed' | undefined;
  readonly state: ServerState;
};

/** Asks the server whether all of it is ready. */
export const askState = async (): Promise<ServerState> => {
  try {
    const { ok } = await fetch('health/ready', { cache: 'no-store' });
    return ok ? 'ready' : 'unready';
  } catch {
    return 'silent';
  }
};
