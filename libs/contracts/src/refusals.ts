/** A text in the languages of Relais; `{by}` and `{at}` stand for who is in the way, and since when. */
export type Translated = { readonly en: string; readonly fr: string };

/** Every reason for which the business may say no, as the person reads it. */
export const refusalTexts = {
  'ticket-unknown': { en: 'There is no such ticket.', fr: 'Ce ticket n’existe pas.' },
  'ticket-open': { en: 'The ticket is open.', fr: 'Le ticket est ouvert.' },
  'ticket-on-hold': { en: 'The ticket is on hold.', fr: 'Le ticket est en attente.' },
  'ticket-resolved': { en: 'The ticket is resolved.', fr: 'Le ticket est résolu.' },
  'ticket-closed': { en: 'The ticket is closed.', fr: 'Le ticket est clos.' },
  'client-unknown': { en: 'There is no such client.', fr: 'Ce client n’existe pas.' },
  'client-known': { en: 'This client is registered already.', fr: 'Ce client est déjà enregistré.' },
  'contract-missing': {
    en: 'The client has no contract in force.',
    fr: 'Le client n’a pas de contrat en cours.',
  },
  'product-unknown': { en: 'There is no such product.', fr: 'Ce produit n’existe pas.' },
  'product-known': { en: 'This product is registered already.', fr: 'Ce produit est déjà enregistré.' },
  'product-not-covered': {
    en: 'The client’s contract does not cover this product.',
    fr: 'Le contrat du client ne couvre pas ce produit.',
  },
  'person-unknown': { en: 'There is no such person.', fr: 'Cette personne n’existe pas.' },
  'person-known': { en: 'This person is registered already.', fr: 'Cette personne est déjà enregistrée.' },
  'person-forgotten': {
    en: 'This person’s data has been erased.',
    fr: 'Les données de cette personne ont été effacées.',
  },
  'mail-taken': {
    en: 'Another person has this mail address.',
    fr: 'Une autre personne a cette adresse de courriel.',
  },
  'phone-taken': {
    en: 'Another person has this phone number.',
    fr: 'Une autre personne a ce numéro de téléphone.',
  },
  'reference-taken': {
    en: 'Another ticket has this reference.',
    fr: 'Un autre ticket porte déjà cette référence.',
  },
  'too-late': {
    en: 'The ticket has been closed for too long to be reopened.',
    fr: 'Le ticket est clos depuis trop longtemps pour être rouvert.',
  },
  'held-by-another': { en: '{by} has had the ticket since {at}.', fr: '{by} a le ticket depuis {at}.' },
  'not-your-level': { en: 'The ticket is at another level.', fr: 'Le ticket est à un autre niveau.' },
  'not-the-holder': {
    en: 'Only its holder or a supervisor may release the ticket.',
    fr: 'Seul l’agent qui a le ticket ou un superviseur peut le libérer.',
  },
  'diagnosis-missing': { en: 'A diagnosis is needed first.', fr: 'Il faut d’abord un diagnostic.' },
  'offered-elsewhere': {
    en: 'The ticket is offered to another queue.',
    fr: 'Le ticket est proposé à une autre file.',
  },
  'nothing-offered': { en: 'Nothing was handed over.', fr: 'Rien n’a été transféré.' },
  'not-for-level-2': {
    en: 'Bills and contracts go to the client’s back office, not to level 2.',
    fr: 'Factures et contrats relèvent du back-office du client, pas du niveau 2.',
  },
  'defect-unknown': { en: 'There is no such defect.', fr: 'Cette anomalie n’existe pas.' },
  'visit-unknown': { en: 'There is no such visit.', fr: 'Cette intervention n’existe pas.' },
  'visit-over': {
    en: 'The visit was cancelled or has taken place.',
    fr: 'L’intervention a été annulée ou a eu lieu.',
  },
  'article-unknown': { en: 'There is no such article.', fr: 'Cet article n’existe pas.' },
  'article-drafted': { en: 'The article is a draft.', fr: 'L’article est un brouillon.' },
  'article-submitted': { en: 'The article waits for its review.', fr: 'L’article attend sa relecture.' },
  'article-published': { en: 'The article is published.', fr: 'L’article est publié.' },
  'article-retired': { en: 'The article is retired.', fr: 'L’article est retiré.' },
  'own-article': {
    en: 'Somebody else has to publish what you wrote.',
    fr: 'Quelqu’un d’autre doit publier ce que vous avez rédigé.',
  },
  'version-unknown': {
    en: 'This version of the article was never published.',
    fr: 'Cette version de l’article n’a jamais été publiée.',
  },
  'step-unknown': { en: 'The article has no such step.', fr: 'L’article n’a pas cette étape.' },
  'survey-unknown': { en: 'There is no such survey.', fr: 'Cette enquête n’existe pas.' },
  'survey-answered': { en: 'The survey is answered already.', fr: 'L’enquête a déjà sa réponse.' },
  'survey-expired': { en: 'The survey has expired.', fr: 'L’enquête a expiré.' },
  'improvement-unknown': { en: 'There is no such proposal.', fr: 'Cette proposition n’existe pas.' },
  'improvement-decided': { en: 'It is decided already.', fr: 'C’est déjà décidé.' },
  'agent-unknown': { en: 'There is no such agent.', fr: 'Cet agent n’existe pas.' },
} as const satisfies Record<string, Translated>;

export type RefusalCode = keyof typeof refusalTexts;
