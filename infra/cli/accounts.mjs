import { onOneLine } from './paper.mjs';
import { ask } from './server.mjs';
import { exit } from './stop.mjs';

/** @param {{ roles: readonly string[], level?: number | null }} account */
const roleOf = ({ roles, level }) => (roles.includes('agent') ? `agent-${level}` : roles[0]);

/**
 * `relais accounts`: the demo accounts, `NAME@TENANT ROLE CLIENT` a line.
 * @param {import('./server.mjs').Access} access
 */
export async function accounts(access) {
  const all = await ask(access, 'demo/accounts', undefined, { absent: access.words.noDemo });
  for (const account of all)
    process.stdout.write(
      `${onOneLine(`${account.name}@${account.tenant} ${roleOf(account)} ${account.client ?? '-'}`)}\n`,
    );
  return exit.done;
}

/**
 * `relais token NAME@TENANT`: a bearer token for a demo account.
 * @param {import('./server.mjs').Access} access
 * @param {string} account
 */
export async function token(access, account) {
  const { words } = access;
  // Without this first look an unknown account and a server without demo accounts would answer alike.
  const all = await ask(access, 'demo/accounts', undefined, { absent: words.noDemo });
  const absent = all.some(({ name, tenant }) => `${name}@${tenant}` === account)
    ? words.noDemo
    : words.accountUnknown(account);
  const answer = await ask(access, 'demo/token', { account }, { absent });
  process.stdout.write(`${onOneLine(answer.token)}\n`);
  return exit.done;
}
