import type { Language } from './language.ts';

const english = {
  title: 'Relais · GraphiQL',
  home: 'Relais, first page',
  account: 'Speak as',
  noAccounts: 'No demo accounts here: put your token into the headers, as {"authorization": "Bearer …"}.',
  noAnswer: 'The accounts could not be read. Reload the page once the server is ready.',
  ticket: 'Ticket',
  noTicket: 'none opened yet',
  reset: 'Reset the examples',
  missing: (name: string) => `{{${name}}} is not known yet: run the tab OpenTicket first.`,
  noToken: 'The server gave no token for this account.',
  silent: 'The server did not answer.',
};

/** What the bar above GraphiQL says, in one language. */
export type BarCopy = typeof english;

const french: BarCopy = {
  title: 'Relais · GraphiQL',
  home: 'Relais, première page',
  account: 'Parler en tant que',
  noAccounts:
    'Pas de comptes de démonstration ici : placez votre jeton dans les en-têtes, {"authorization": "Bearer …"}.',
  noAnswer: 'Les comptes n’ont pas pu être lus. Rechargez la page quand le serveur sera prêt.',
  ticket: 'Ticket',
  noTicket: 'aucun encore ouvert',
  reset: 'Rétablir les exemples',
  missing: (name) => `{{${name}}} n’est pas encore connu : lancez d’abord l’onglet OpenTicket.`,
  noToken: 'Le serveur n’a pas donné de jeton pour ce compte.',
  silent: 'Le serveur n’a pas répondu.',
};

export const barCopy: Readonly<Record<Language, BarCopy>> = { en: english, fr: french };
