import type { Language } from './language.ts';

const english = {
  open: 'Run the tabs from left to right: together\nthey are the walk of one ticket. {{uuid}} is\na new command id at each run, {{client}} a\nclient of the account’s provider.',
  take: 'An agent takes the ticket: {{ticket}} is the\none that was opened last.',
  diagnose: 'What is believed to be wrong. It is sealed\nbefore it is stored.',
  resolve: 'Code and cause are mandatory; "remotely" says\nthat nobody had to go on site.',
  replay:
    'The ticket as it was at its revision 1: try\nrevision:0, revision:2, an instant, or\nrecorded:<instant>. Without asOf it is the\nticket as it is.',
  history: 'Every event of the ticket. Log in as the\nclient: its audience sees less.',
  verify: 'The hashes of the ticket’s events, recomputed\nand chained.',
  said: {
    subject: 'No internet since this morning',
    description: 'The light of the box stays orange.',
    diagnosis: 'The box has lost its configuration after a power cut.',
    solution: 'Configuration loaded again from a distance; the light is green.',
  },
};

/** What the examples of GraphiQL say, in one language. */
export type ExampleCopy = typeof english;

const french: ExampleCopy = {
  open: 'Lancez les onglets de gauche à droite :\nensemble ils sont le parcours d’un ticket.\n{{uuid}} est un nouvel identifiant de\ncommande à chaque fois, {{client}} un client\ndu prestataire du compte.',
  take: 'Un agent prend le ticket : {{ticket}} est le\ndernier ouvert.',
  diagnose: 'Ce que l’on croit être en panne. C’est scellé\navant d’être enregistré.',
  resolve: 'Le code et la cause sont obligatoires ; «\nremotely » dit que personne n’a dû se\ndéplacer.',
  replay:
    'Le ticket tel qu’il était à sa révision 1 :\nessayez revision:0, revision:2, un instant,\nou recorded:<instant>. Sans asOf, c’est le\nticket tel qu’il est.',
  history: 'Tous les événements du ticket. Connectez-vous\ncomme le client : il en voit moins.',
  verify: 'Les empreintes des événements du ticket,\nrecalculées et enchaînées.',
  said: {
    subject: 'Plus d’internet depuis ce matin',
    description: 'Le voyant de la box reste orange.',
    diagnosis: 'La box a perdu sa configuration après une coupure de courant.',
    solution: 'Configuration rechargée à distance ; le voyant est vert.',
  },
};

export const exampleCopy: Readonly<Record<Language, ExampleCopy>> = { en: english, fr: french };
