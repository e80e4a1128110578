import { seeded } from './seeded.ts';

type Step = readonly [state: string, line: 'N1' | 'N2', comment?: string];

/** What a ticket goes through, where that leaves it, and what its log leaves out of it. */
type Path = {
  readonly steps: readonly Step[];
  readonly ends: 'open' | 'on-hold' | 'resolved' | 'closed';
  readonly opened?: 1;
  readonly resumed?: 1;
  readonly reopened?: 1;
};

const begun: readonly Step[] = [
  ['Nouveau', 'N1', 'L’imprimante crache du zinzolin'],
  ['En cours', 'N1'],
];
const done: readonly Step[] = [
  ['Résolu', 'N1', 'Tête nettoyée ; "à sec"\net vérifiée'],
  ['Clos', 'N1'],
];
const above: readonly Step[] = [['En cours', 'N2', 'Diagnostic réseau demandé']];

const paths: readonly Path[] = [
  { steps: [...begun, ...done], ends: 'closed' },
  { steps: [...begun, ['En attente', 'N1'], ['En cours', 'N1'], ...done], ends: 'closed', resumed: 1 },
  { steps: [...begun, ...above, ['Résolu', 'N2'], ['Clos', 'N2']], ends: 'closed' },
  { steps: [...begun, ...above, ['En cours', 'N1', 'Lisez l’étiquette'], ...done], ends: 'closed' },
  { steps: [...begun, ...done, ['En cours', 'N1'], ...done], ends: 'closed', reopened: 1 },
  {
    steps: [
      ['En cours', 'N1'],
      ['Résolu', 'N1'],
    ],
    ends: 'resolved',
    opened: 1,
  },
  { steps: [...begun, ['En cours', 'N1', 'Note : rappeler à midi'], ['En attente', 'N1']], ends: 'on-hold' },
  { steps: [['Nouveau', 'N1', 'Écran noir']], ends: 'open' },
  { steps: [...begun, ['En attente', 'N1'], ['Résolu', 'N1']], ends: 'resolved' },
];

const columns = [
  ...['Date', 'Dossier', 'État', 'Ligne', 'Technicien', 'Société'],
  ...['Produit', 'Éditeur', 'Nature', 'Urgence', 'Demandeur', 'Commentaire'],
] as const;

type Cells = { readonly [C in (typeof columns)[number]]: string };
type Row = {
  readonly at: number;
  readonly cells: Cells;
  readonly reject?: string;
  readonly warning?: string;
};

/** A log of another shape, and what has to become of it, counted while it is made. */
export type StatusLog = {
  /** ISO 8859-1. */
  readonly content: Buffer;
  readonly rows: number;
  readonly tickets: number;
  readonly ends: { readonly [status: string]: number };
  readonly inferred: { readonly [type: string]: number };
  readonly rejects: readonly string[];
  readonly warnings: readonly string[];
};

const minute = 60_000;
const first = Date.UTC(2012, 2, 1);

/** In the zone in which the help desk happened to write it. */
const written = (at: number, zone: number): string => {
  const local = new Date(at + zone * 60 * minute).toISOString().slice(0, 19);
  return zone === 0 ? `${local}Z` : `${local}+0${zone}:00`;
};

const cell = (text: string): string => (/[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const bad = (number: number, cells: Cells): Partial<Row> & { readonly cells: Cells } => {
  const kinds = [
    { reject: 'time-unreadable', cells: { ...cells, Date: 'hier' } },
    { reject: 'ticket-missing', cells: { ...cells, Dossier: '' } },
    { reject: 'no-rule', cells: { ...cells, État: 'Fusionné', Commentaire: '' } },
    { reject: 'value-unknown', cells: { ...cells, Urgence: 'Apocalyptique' } },
    { reject: 'columns-wrong', cells: { ...cells, Commentaire: 'a;b' } },
  ] as const;
  return kinds[number % kinds.length] ?? { cells };
};

/** The rows of one ticket; every tenth has a row that nobody can map, every fifteenth changes its client. */
const rowsOf = (
  number: number,
  { steps }: Path,
  { whole, pick }: ReturnType<typeof seeded>,
): readonly Row[] => {
  const company = pick(['Lumière & Fils', 'Orféo', 'Société Générique']);
  const product = pick(['Imprimante L200', 'Compta 12']);
  const same = {
    ...{ Dossier: `D-${number}`, Produit: product, Éditeur: product.split(' ')[0] ?? '' },
    ...{ Nature: pick(['Panne', 'Demande']), Demandeur: pick(['Rémi Lambert', 'Odile Marchand', '']) },
  };
  let at = first + whole(300_000) * minute;
  const urgency = pick(['Vitale', 'Haute', 'Normale']);
  const rows = steps.map(([state, line, comment = ''], place): Row => {
    at += (1 + whole(500)) * minute;
    const changes = number % 15 === 0 && place === 1;
    const told = {
      Date: written(at, pick([0, 1, 2])),
      Société: changes ? 'Une autre' : company,
      Urgence: urgency,
    };
    const who = line === 'N2' ? 'Léna' : pick(['Nadia', 'Karim', 'Zoé', '']);
    const cells = { ...same, ...told, État: state, Ligne: line, Technicien: who, Commentaire: comment };
    return { at, cells, ...(changes && { warning: 'client-contradicted' }) };
  });
  const last = rows.at(-1);
  return number % 10 === 3 && last
    ? [...rows, { ...last, ...bad(Math.floor(number / 10), last.cells) }]
    : rows;
};

const textOf = ({ cells, reject }: Row): string =>
  // The odd column is one too many.
  columns.map((name) => (reject === 'columns-wrong' ? cells[name] : cell(cells[name]))).join(';');

const total = (chosen: readonly Path[], of: 'opened' | 'resumed' | 'reopened'): number =>
  chosen.reduce((sum, path) => sum + (path[of] ?? 0), 0);

const remarks = (rows: readonly Row[], of: 'reject' | 'warning'): readonly string[] => {
  let line = 2;
  return rows.flatMap((row) => {
    const found = row[of] === undefined ? [] : [`${line} ${row[of]}`];
    line += textOf(row).split('\n').length;
    return found;
  });
};

/** The log of a help desk that writes states, and lines of support, in French: the same one each time. */
export const statusLog = (count = 300, seed = 20_417): StatusLog => {
  const chance = seeded(seed);
  const chosen = Array.from({ length: count }, () => chance.pick(paths));
  const rows = chosen.flatMap((path, n) => rowsOf(n, path, chance)).toSorted((a, b) => a.at - b.at);
  const text = [columns.join(';'), ...rows.map(textOf), ''].join('\n');
  const ends: { [status: string]: number } = {};
  for (const path of chosen) ends[path.ends] = (ends[path.ends] ?? 0) + 1;
  return {
    content: Buffer.from(text.replaceAll('’', '´'), 'latin1'),
    ...{ rows: rows.length, tickets: count, ends },
    inferred: {
      TicketOpened: total(chosen, 'opened'),
      TicketResumed: total(chosen, 'resumed'),
      TicketReopened: total(chosen, 'reopened'),
    },
    rejects: remarks(rows, 'reject'),
    warnings: remarks(rows, 'warning'),
  };
};
