import type { BarCopy } from '../copy/bar.ts';
import { addressOf, roleOf, type Account } from '../demo/accounts.ts';
import { element } from '../parts/element.ts';
import type { Memory } from './variables.ts';

/** What the bar does when somebody uses it. */
export type Acts = { readonly speakAs: (address: string) => void; readonly reset: () => void };

const optionOf = (account: Account, chosen: string | undefined) => {
  const address = addressOf(account);
  const client = account.clientName ? ` · ${account.clientName}` : '';
  return element(
    'option',
    { value: address, selected: address === chosen },
    `${address} · ${roleOf(account)}${client}`,
  );
};

const groupOf = (accounts: readonly Account[], chosen: string | undefined) =>
  element(
    'optgroup',
    { label: accounts[0]?.tenantName },
    ...accounts.map((account) => optionOf(account, chosen)),
  );

const picker = (
  copy: BarCopy,
  accounts: readonly Account[],
  chosen: string | undefined,
  { speakAs }: Acts,
) => {
  const byTenant = Object.values(Object.groupBy(accounts, ({ tenant }) => tenant));
  const select = element(
    'select',
    { id: 'account' },
    ...byTenant.map((group = []) => groupOf(group, chosen)),
  );
  select.addEventListener('change', () => speakAs(select.value));
  return element('label', { class: 'speak' }, copy.account, select);
};

/** The line that says which ticket `{{ticket}}` stands for. */
export const ticketChip = (copy: BarCopy) => {
  const value = element('output', { class: 'chip' }, copy.noTicket);
  return {
    place: element('span', { class: 'ticket' }, copy.ticket, ' ', value),
    show: ({ ticket, number }: Memory): void => void (value.textContent = number ?? ticket ?? copy.noTicket),
  };
};

/** The bar above GraphiQL: who speaks, which ticket is at hand, and the way home. */
export const bar = (
  copy: BarCopy,
  accounts: readonly Account[] | string,
  chosen: string | undefined,
  acts: Acts,
): readonly Node[] => [
  element(
    'a',
    { class: 'home', href: './', 'aria-label': copy.home },
    element('img', {
      src: new URL('../tokens/relais.svg', import.meta.url).href,
      alt: '',
      width: '22',
      height: '22',
    }),
    'Relais',
  ),
  typeof accounts === 'string'
    ? element('span', { class: 'notice' }, accounts)
    : picker(copy, accounts, chosen, acts),
  element('button', { class: 'button', type: 'button', click: acts.reset }, copy.reset),
];
