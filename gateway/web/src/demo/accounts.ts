/** A demo account as the server lists it; `client` is an id, the names are for people. */
export type Account = {
  readonly name: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly roles: readonly string[];
  readonly level: 1 | 2 | null;
  readonly client: string | null;
  readonly clientName: string | null;
};

/** How an account is called everywhere: `NAME@TENANT`. */
export const addressOf = ({ name, tenant }: Pick<Account, 'name' | 'tenant'>): string => `${name}@${tenant}`;

/** What an account may do, in one word: `agent-1`, `supervisor`, `client` … */
export const roleOf = ({ roles, level }: Pick<Account, 'roles' | 'level'>): string =>
  roles.includes('agent') ? `agent-${level ?? 1}` : (roles[0] ?? '');

/** The demo accounts; null on a server that has none, which is every server of the production profile. */
export const fetchAccounts = async (): Promise<readonly Account[] | null> => {
  const response = await fetch('demo/accounts', { headers: { accept: 'application/json' } });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`demo/accounts answered ${response.status}`);
  return response.json();
};

/** A fresh bearer token for an account. */
export const fetchToken = async (address: string): Promise<string> => {
  const response = await fetch('demo/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: address }),
  });
  if (!response.ok) throw new Error(`demo/token answered ${response.status}`);
  const { token } = await response.json();
  return token;
};
