import { tales } from './tales.fr.mjs';

/** @type {import('./words.mjs').Words} */
export const french = {
  language: 'fr',
  tales,

  nodeTooOld: (version) => `relais demande Node 20.19 ou plus récent ; ceci est Node ${version}.`,
  notInstalled: (root) =>
    `relais n’est pas encore installé : lancez d’abord \`npm install\` (ou \`npm start\`) dans ${root}.`,
  noUrl: (url) => `« ${url} » n’est pas une adresse comme http://127.0.0.1:4000.`,
  unreachable: (url, why) =>
    `Aucun Relais ne répond à ${url} (${why}). Démarrez-le par \`npm start\`, ou nommez-en un autre avec --url.`,
  silent: (url) => `Relais, à ${url}, ne répond plus depuis une minute.`,
  brokenOff: (url) => `La réponse de ${url} s’est interrompue avant sa fin ; on ne peut rien en conclure.`,
  strange: (url, status) =>
    `${url} a donné une réponse que relais ne peut pas employer (HTTP ${status}). Est-ce un Relais de cette version ?`,
  tokenNeeded: 'Ce serveur demande le jeton d’un administrateur : placez-le dans RELAIS_TOKEN.',
  answers: {
    'not-local':
      'Sans jeton, ce serveur ne répond qu’aux programmes de sa propre machine, sous le nom 127.0.0.1 ou localhost.',
    unknown: 'Introuvable : ce serveur ne connaît rien de tel.',
    'not-yet': 'Le ticket n’existait pas encore.',
    'account-unknown': 'Ce compte de démonstration n’existe pas.',
  },
  ambiguous: (tenants) =>
    `Plusieurs correspondent ; nommez le prestataire avec --tenant : ${tenants.join(', ')}.`,
  noDemo: 'Les comptes de démonstration n’existent pas sur ce serveur.',
  accountUnknown: (account) =>
    `Il n’y a pas de compte de démonstration ${account} ; \`relais accounts\` les énumère.`,
  unreadableFile: (file, why) => `${file} ne peut être lu (${why}).`,
  unreadableHead: (file, line) =>
    `La ligne ${line} de ${file} n’est pas un \`FLUX RÉVISION EMPREINTE\` tel que \`relais heads\` l’écrit.`,

  usage: {
    titles: {
      'Usage:': 'Usage :',
      'Arguments:': 'Arguments :',
      'Options:': 'Options :',
      'Commands:': 'Commandes :',
    },
    example: 'Exemple :',
    about:
      'Demande à un Relais en marche ses comptes de démonstration, le passé d’un ticket et la preuve que rien n’a été altéré.',
    environment: `Environnement :
  RELAIS_URL    où est le serveur (par défaut http://127.0.0.1:$RELAIS_PORT, port 4000)
  RELAIS_TOKEN  le jeton d’un administrateur ; inutile au profil de démonstration sur cette machine`,
    help: 'affiche cette aide',
    url: (fallback) => `où est le serveur (sinon ${fallback})`,
    json: 'écrit du JSON pour les programmes',
    tenant: 'le prestataire, quand plusieurs correspondent',
    accounts: 'énumère les comptes de démonstration, un par ligne : NOM@PRESTATAIRE RÔLE CLIENT',
    token: 'écrit un jeton pour un compte de démonstration',
    account: 'tel que `relais accounts` l’écrit',
    replay: 'raconte un ticket événement par événement, puis le montre tel qu’il était',
    ticket: 'identifiant, numéro (R-20417) ou ref:RÉFÉRENCE',
    at: 'tel qu’il était : un instant, recorded:INSTANT ou revision:N',
    verify: 'recalcule toutes les empreintes de tous les flux ; code de sortie 1 au moindre dommage',
    headsFile: 'compare avec des têtes gardées ailleurs (« - » lit l’entrée standard)',
    heads: 'écrit la révision et l’empreinte par lesquelles chaque flux finit : FLUX RÉVISION EMPREINTE',
    forget: 'efface pour toujours les données personnelles d’une personne ; ne demande rien',
    person: 'identifiant, courriel ou téléphone',
    missing: (name) => `Il manque ${name}.`,
    unknownOption: (name) => `Il n’y a pas d’option ${name}.`,
    unknownCommand: (name) => `Il n’y a pas de commande ${name}.`,
    excess: 'Il y a plus de mots que cette commande n’en prend.',
    seeHelp: 'Voir `relais --help`.',
  },

  replayed: {
    heading: (number, tenant, count) =>
      `${number} · ${tenant} · ${count} ${count < 2 ? 'événement' : 'événements'}`,
    now: 'Le ticket tel qu’il est',
    asOf: (asOf) => `Le ticket tel qu’il était (${asOf})`,
    erased: 'effacé',
    recordedAt: (when) => `enregistré ${when}`,
    onBehalfOf: (who) => `pour ${who}`,
    yes: 'oui',
    no: 'non',
    none: '–',
    by: (who, when) => `${who}, ${when}`,
    remotely: (so) => (so ? 'à distance' : 'sur place'),
  },

  verified: {
    progress: (events, of) =>
      `${events.toLocaleString('fr')} événements vérifiés sur ${of.toLocaleString('fr')}`,
    intact: (events, streams) =>
      `Intact : ${events.toLocaleString('fr')} événements dans ${streams.toLocaleString('fr')} flux, toutes les empreintes recalculées.`,
    damaged: (count) =>
      count === 1 ? 'Un dommage trouvé.' : `${count.toLocaleString('fr')} dommages trouvés.`,
    at: (stream, revision, what) => `${stream ?? '(flux inconnu)'} révision ${revision ?? '?'} : ${what}`,
    what: {
      unreadable: 'l’événement ne se lit plus',
      'hash-wrong': 'l’événement n’est pas celui dont l’empreinte fut prise',
      'prev-wrong': 'l’événement n’est pas enchaîné au précédent',
      hole: 'l’événement a disparu',
      swapped: 'l’événement n’est pas à la place où il fut écrit',
      'column-wrong': 'la ligne désigne un autre événement',
      'index-wrong': 'l’index ne retrouve pas l’événement',
      'file-damaged': 'le fichier lui-même est endommagé',
      'head-wrong': 'un autre événement que ne le dit la tête gardée',
      cut: 'le flux finit avant la tête gardée',
    },
    withoutHeads:
      'Un flux coupé à sa fin ne se voit qu’en comparant avec des têtes gardées ailleurs : relais verify --heads FICHIER.',
  },

  forgotten: {
    done: (person, tenant) =>
      `Oubliée : la personne ${person} de ${tenant}. La clé est détruite ; ce qu’elle a dit se lit comme effacé.`,
    already: (person, tenant) => `La personne ${person} de ${tenant} était déjà oubliée.`,
  },
};
