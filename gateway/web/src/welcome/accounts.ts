import type { WelcomeCopy } from '../copy/welcome.ts';
import { addressOf, fetchToken, roleOf, type Account } from '../demo/accounts.ts';
import { copyLater } from '../parts/clipboard.ts';
import { element } from '../parts/element.ts';
import type { Known } from './state.ts';

type Say = (text: string, token?: string) => void;

/** Puts a fresh token into the clipboard, or shows it where the browser keeps the clipboard shut. */
const copyToken = async (address: string, copy: WelcomeCopy, say: Say): Promise<void> => {
  try {
    const token = fetchToken(address);
    if (await copyLater(token)) say(copy.tokenCopied(address));
    else say(copy.tokenShown(address), await token);
  } catch {
    say(copy.tokenFailed(address));
  }
};

const buttons = (address: string, copy: WelcomeCopy, say: Say) => [
  element(
    'button',
    {
      class: 'button',
      type: 'button',
      'aria-label': copy.copyTokenOf(address),
      click: () => void copyToken(address, copy, say),
    },
    copy.copyToken,
  ),
  element(
    'a',
    {
      class: 'button',
      href: `graphiql#${encodeURIComponent(address)}`,
      'aria-label': copy.openAsOf(address),
    },
    copy.openAs,
  ),
];

const row = (account: Account, copy: WelcomeCopy, say: Say) => {
  const role = roleOf(account);
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, account.name, element('span', { class: 'at' }, `@${account.tenant}`)),
    element(
      'td',
      {},
      element('span', { class: `role ${role}` }, copy.roles[role] ?? role),
      ...(account.client === null
        ? []
        : [element('span', { class: 'belongs' }, account.clientName ?? account.client)]),
    ),
    element('td', { class: 'use' }, ...buttons(addressOf(account), copy, say)),
  );
};

const table = (accounts: readonly Account[], copy: WelcomeCopy, say: Say) => {
  const { tenant = '', tenantName = '' } = accounts[0] ?? {};
  const { account, role, use } = copy.columns;
  return element(
    'table',
    {},
    element('caption', {}, tenantName, ' ', element('code', {}, tenant)),
    element(
      'thead',
      {},
      element('tr', {}, ...[account, role, use].map((title) => element('th', { scope: 'col' }, title))),
    ),
    element('tbody', {}, ...accounts.map((one) => row(one, copy, say))),
  );
};

/** The line in which a copied token is announced, and the token itself where it could not be copied. */
const announcer = (copy: WelcomeCopy) => {
  const place = element('div', { class: 'said', role: 'status', 'aria-live': 'polite' });
  const say: Say = (text, token) => {
    const close = element(
      'button',
      { class: 'button', type: 'button', click: () => place.replaceChildren() },
      copy.close,
    );
    place.replaceChildren(
      element('p', {}, text),
      ...(token === undefined
        ? []
        : [element('textarea', { readonly: true, rows: '3', 'aria-label': text }, token)]),
      close,
    );
    place.querySelector('textarea')?.select();
  };
  return { place, say };
};

const content = (copy: WelcomeCopy, accounts: Known['accounts'], say: Say): readonly Node[] => {
  if (accounts === undefined) return [element('p', { class: 'quiet' }, '…')];
  if (accounts === 'failed') return [element('p', { class: 'quiet' }, copy.accountsFailed)];
  if (accounts === null) return [element('p', { class: 'quiet' }, copy.noAccounts)];
  const byTenant = Object.values(Object.groupBy(accounts, ({ tenant }) => tenant));
  return [
    element('p', {}, copy.accountsLead),
    element('div', { class: 'tenants' }, ...byTenant.map((group = []) => table(group, copy, say))),
  ];
};

/** The demo accounts by tenant, each with what to do with it; on a production server a sentence. */
export const accountsSection = (copy: WelcomeCopy, accounts: Known['accounts']): HTMLElement => {
  const { place, say } = announcer(copy);
  return element(
    'section',
    { 'aria-labelledby': 'accounts' },
    element('h2', { id: 'accounts', tabindex: '-1' }, copy.accounts),
    ...content(copy, accounts, say),
    place,
  );
};
