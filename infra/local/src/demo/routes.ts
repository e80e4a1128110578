import type { Routes } from '@relais/api';
import { isLocal } from '../local-host.ts';
import { accounts, demoId, demos, findAccount, type Account } from './accounts.ts';
import type { ImportedAccounts } from './imported.ts';
import type { DemoIssuer } from './issuer.ts';

const nameOf = ({ tenant, client }: Account): string | null => {
  const demo = demos.find((d) => d.tenant === tenant);
  return (
    demo?.clients.find(({ key }) => client !== null && demoId('client', tenant, key) === client)?.name ?? null
  );
};

const listed = (account: Account) => ({
  name: account.name,
  tenant: account.tenant,
  tenantName: demos.find(({ tenant }) => tenant === account.tenant)?.name ?? account.tenant,
  roles: [account.role],
  level: account.level,
  client: account.client,
  clientName: nameOf(account),
});

/** The demo issuer's accounts and tokens: only for pages and programs of this machine. */
export const demoRoutes =
  (issuer: DemoIssuer, imported: ImportedAccounts): Routes =>
  async (fastify) => {
    fastify.get('/demo/accounts', async (request, reply) =>
      isLocal(request)
        ? [...accounts, ...(await imported.all())].map(listed)
        : reply.code(403).send({ error: { code: 'not-local', text: 'Only from this machine.' } }),
    );
    fastify.post('/demo/token', async (request, reply) => {
      if (!isLocal(request))
        return reply.code(403).send({ error: { code: 'not-local', text: 'Only from this machine.' } });
      const { account } = (request.body ?? {}) as { readonly account?: unknown };
      const found =
        typeof account === 'string' ? (findAccount(account) ?? (await imported.find(account))) : null;
      if (!found)
        return reply
          .code(404)
          .send({ error: { code: 'account-unknown', text: `There is no account ${String(account)}.` } });
      return { token: await issuer.token(found) };
    });
  };
