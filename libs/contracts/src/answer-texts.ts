import type { Translated } from './refusals.ts';

/** What the graph answers when it gives no data and no value is to blame, by the error's code. `{detail}` is for developers, in English. */
export const answerTexts = {
  UNAUTHENTICATED: { en: 'A valid bearer token is needed.', fr: 'Un jeton d’accès valide est nécessaire.' },
  FORBIDDEN: { en: 'Your role may not do this.', fr: 'Votre rôle ne le permet pas.' },
  NOT_FOUND: { en: 'There is no such ticket.', fr: 'Ce ticket n’existe pas.' },
  BUSY: {
    en: 'Others changed this at the same moment: try again.',
    fr: 'D’autres l’ont modifié au même moment : réessayez.',
  },
  SUBGRAPH_UNAVAILABLE: {
    en: 'A part of Relais does not answer now: what it knows is missing here. Try again.',
    fr: 'Une partie de Relais ne répond pas : ce qu’elle sait manque ici. Réessayez.',
  },
  SUBGRAPH_TIMEOUT: {
    en: 'A part of Relais took too long to answer: what it knows is missing here. Try again.',
    fr: 'Une partie de Relais a trop tardé à répondre : ce qu’elle sait manque ici. Réessayez.',
  },
  REPLY_LOST: {
    en: 'The answer was lost: what was asked may have been done. Send it again with the same commandId, it has its effect once.',
    fr: 'La réponse s’est perdue : la demande a peut-être eu son effet. Renvoyez-la avec le même commandId, elle n’en aura qu’un.',
  },
  INTERNAL_SERVER_ERROR: { en: 'Something failed.', fr: 'Une erreur est survenue.' },
  GRAPHQL_PARSE_FAILED: { en: '{detail}', fr: 'La requête est illisible : {detail}' },
  GRAPHQL_VALIDATION_FAILED: { en: '{detail}', fr: 'La requête ne convient pas au schéma : {detail}' },
  OPERATION_RESOLUTION_FAILURE: { en: '{detail}', fr: 'La requête ne désigne pas une opération : {detail}' },
  BAD_REQUEST: { en: '{detail}', fr: 'La requête est mal formée : {detail}' },
} as const satisfies Record<string, Translated>;

export type AnswerCode = keyof typeof answerTexts;

/** What one operation may have at most, by the `limit` that the error names; `{most}` is how many. */
export const limitTexts = {
  tokens: {
    en: 'An operation has at most {most} tokens.',
    fr: 'Une opération a au plus {most} mots et signes (tokens).',
  },
  levels: { en: 'An operation has at most {most} levels.', fr: 'Une opération a au plus {most} niveaux.' },
  'root fields': {
    en: 'An operation has at most {most} root fields.',
    fr: 'Une opération a au plus {most} champs à la racine.',
  },
  aliases: { en: 'An operation has at most {most} aliases.', fr: 'Une opération a au plus {most} alias.' },
  fields: { en: 'An operation has at most {most} fields.', fr: 'Une opération a au plus {most} champs.' },
  subscriptions: {
    en: 'A connection has at most {most} subscriptions.',
    fr: 'Une connexion a au plus {most} abonnements.',
  },
} as const satisfies Record<string, Translated>;

export type Limit = keyof typeof limitTexts;
