import type { WelcomeCopy } from '../copy/welcome.ts';
import { addressOf } from '../demo/accounts.ts';
import { copyNow } from '../parts/clipboard.ts';
import { element } from '../parts/element.ts';
import type { Known } from './state.ts';

/** Long enough to be read, short enough not to be in the way. */
const copiedMs = 1_500;

const command = (line: string, meaning: string, copy: WelcomeCopy) => {
  const button = element(
    'button',
    { class: 'button', type: 'button', 'aria-label': copy.copyCommand(line) },
    element('code', {}, line),
  );
  button.addEventListener('click', () => {
    void copyNow(line).then((done) => {
      if (!done) return;
      button.dataset['said'] = copy.copied;
      setTimeout(() => delete button.dataset['said'], copiedMs);
    });
  });
  return element('li', {}, button, element('span', {}, meaning));
};

/** The commands of the README, each copied by a click. */
export const commandsSection = (copy: WelcomeCopy, accounts: Known['accounts']): HTMLElement => {
  const first = Array.isArray(accounts) && accounts[0] ? addressOf(accounts[0]) : undefined;
  const demo = first
    ? [
        command('npx relais accounts', copy.steps.accounts, copy),
        command(`npx relais token ${first}`, copy.steps.token, copy),
      ]
    : [];
  return element(
    'section',
    { 'aria-labelledby': 'commands' },
    element('h2', { id: 'commands' }, copy.commands),
    element('p', {}, copy.commandsLead),
    element(
      'ul',
      { class: 'commands' },
      ...demo,
      command('npx relais replay R-1', copy.steps.replay, copy),
      command('npx relais verify', copy.steps.verify, copy),
      command('npx relais heads > heads.txt', copy.steps.heads, copy),
    ),
  );
};
