import { tales } from './tales.fr.mjs';

/** Numbers come as they are written; one and none are singular. @param {string} number @param {string} thing */
const some = (number, thing) => `${number} ${thing}${number === '0' || number === '1' ? '' : 's'}`;

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
    'day-unreadable': 'Un jour s’écrit comme 2026-03-02.',
    'period-reversed': 'La période finit avant de commencer.',
    'zone-unknown': 'Un fuseau horaire s’écrit comme Europe/Paris.',
    'as-of-unreadable':
      'Un passé est un instant comme 2026-03-02T08:15:00Z, une heure locale comme 2026-03-02T08:15, ou l’un des deux après recorded:.',
    'account-unknown': 'Ce compte de démonstration n’existe pas.',
    'tenant-unknown': 'Ce serveur ne connaît pas ce prestataire.',
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
    kpi: 'compte les indicateurs d’un prestataire sur une période, tels qu’ils sont ou étaient',
    from: 'le premier jour de la période (sinon depuis toujours)',
    to: 'le lendemain du dernier (sinon sans fin)',
    asOf: 'tels qu’ils étaient : un instant, une heure locale, ou l’un des deux après recorded:',
    cut: 'une fiche par client, produit, agent, priorité ou nature (client, product, agent, priority, kind)',
    zone: 'le fuseau des jours et des heures locales (sinon celui du serveur)',
    import:
      'importe le journal d’un autre centre d’appels ; le même journal n’écrit ensuite que ce qui manque',
    log: 'un journal d’événements en CSV, tel quel ou en .gz',
    mapping: 'ce que le journal veut dire, comme l’explique docs/import.md',
    intoTenant: 'le prestataire à qui seront les tickets',
    allowRejects: 'code de retour 0 même si des lignes ne peuvent être importées',
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

  kpis: {
    names: {
      opened: 'tickets ouverts',
      reopened: 'tickets rouverts',
      onHold: 'tickets mis en attente',
      responseRate: 'appels décrochés',
      ticketsClosed: 'tickets clos',
      requestsResolved: 'demandes résolues',
      resolvedAtFirstContact: 'dont au premier contact',
      resolvedWithoutLevel2: 'dont sans le niveau 2',
      satisfaction: 'demandeurs satisfaits',
      slaCompliance: 'échéances tenues',
      visitsAvoided: 'interventions évitées',
    },
    reasons: {
      'no-calls': 'aucun appel',
      'no-surveys': 'aucune enquête remplie',
      'no-deadlines': 'aucun ticket à échéances résolu',
      'no-visit-category': 'aucun ticket résolu d’une catégorie à interventions',
      'no-resolved': 'rien de résolu',
    },
    none: '–',
    of: (some, all) => `${some} sur ${all}`,
    mean: (score) => `note moyenne ${score}`,
    answered: (some, all) => `${some} enquêtes remplies sur ${all}`,
    period: (from, to) =>
      from && to
        ? `du ${from} au ${to} exclu`
        : from
          ? `depuis le ${from}`
          : to
            ? `avant le ${to}`
            : 'depuis toujours',
    asOf: (when) => `tels qu’au ${when}`,
    priority: (priority) => `priorité ${priority}`,
    without: {
      client: 'sans client',
      product: 'sans produit',
      agent: 'sans agent',
      priority: 'non qualifiés',
      kind: 'sans nature',
    },
    nothing: 'Rien ne s’est passé dans cette période.',
    noCut: (cut, cuts) => `--cut ${cut} n’est aucun de ${cuts.join(', ')}.`,
    late: 'Les listes se mettent encore à jour : il peut manquer à ces chiffres ce qui vient d’être écrit.',
  },

  imported: {
    flawed: 'La correspondance est inutilisable :',
    unreadableMapping: (file, why) => `${file} n’est pas du JSON (${why}).`,
    otherFile: (file) => `${file} a changé pendant l’envoi : recommencer quand plus personne n’y écrit.`,
    failed: (text) =>
      `L’importation s’est interrompue : ${text} Relancée, elle reprend où elle s’est arrêtée.`,
    progress: (percent, rows, rate, left) =>
      `${percent} · ${rows} lignes · ${rate} lignes/s${left === undefined ? '' : ` · encore ${left} s`}`,
    catchingUp: (percent) => `Tout est écrit ; les listes en ont ${percent} …`,
    line: (line, to) =>
      to === line ? `ligne ${line}` : to === null ? `de la ligne ${line} à la fin` : `lignes ${line} à ${to}`,
    warning: (where, text) => `${where} : avertissement : ${text}`,
    reject: (where, text) => `${where} : rejet : ${text}`,
    rows: (rows, seconds) => `${some(rows, 'ligne')} en ${seconds} s.`,
    events: (events, before) => `${some(events, 'événement')} en plus, ${before} déjà là.`,
    things: (tickets, clients, products, agents) =>
      `${some(tickets, 'ticket')}, ${some(clients, 'client')}, ${some(products, 'produit')}, ${some(agents, 'agent')}.`,
    remarks: (warnings, rejects) => `${some(warnings, 'avertissement')}, rejets : ${rejects}.`,
    made: (accounts) => `Comptes des agents : ${accounts}`,
    toBeMade: (accounts) => `Comptes à créer pour les agents : ${accounts}`,
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
