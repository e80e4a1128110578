import { chooseLanguage, currentLanguage, languages } from '../copy/language.ts';
import { welcomeCopy } from '../copy/welcome.ts';
import { fetchAccounts } from '../demo/accounts.ts';
import { byId } from '../parts/element.ts';
import { askState, type Known } from './state.ts';
import { page } from './page.ts';

let known: Known = { accounts: undefined, state: 'asking' };

const show = (): void => {
  const language = currentLanguage();
  const copy = welcomeCopy[language];
  const other = languages.find((one) => one !== language) ?? language;
  document.documentElement.lang = language;
  document.title = copy.title;
  const switchLanguage = () => {
    chooseLanguage(other);
    show();
    byId('language').focus();
  };
  byId('page').replaceChildren(...page(copy, known, { other, switchLanguage }));
};

const learn = (news: Partial<Known>): void => {
  known = { ...known, ...news };
  show();
};

show();
void fetchAccounts()
  .catch(() => 'failed' as const)
  .then((accounts) => learn({ accounts }));
void askState().then((state) => learn({ state }));
