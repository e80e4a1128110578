import type { Caller } from '@relais/contracts';
import { demoId, findAccount } from '../demo/accounts.ts';

/** The caller that an account of the demo becomes. */
export const callerOf = (account: string): Caller => {
  const found = findAccount(account);
  if (!found) throw new Error(`no account ${account}`);
  const { name, tenant, role, level, client, person, vendor } = found;
  return {
    ...{ tenant, level, person, vendor },
    actor: name,
    roles: [role],
    clients: client ? [client] : null,
  };
};

/** Whoever may do all that the desk of a provider may. */
export const deskOf = (tenant: string, actor: string): Caller => ({
  ...{ tenant, actor, level: 1, clients: null, person: null, vendor: null },
  roles: ['agent', 'supervisor', 'admin'],
});

/** The same, for one client alone. */
export const boundTo = (client: string): Caller => ({
  ...deskOf('acme', 'bruno'),
  clients: [demoId('client', 'acme', client)],
});
