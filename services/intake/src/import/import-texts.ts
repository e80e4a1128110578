import type { Language, Translated } from '@relais/contracts';

/** What stands in a text for `{name}`. */
export type Values = { readonly [name: string]: string | number };

/** Why a row is rejected: nothing of it is imported. */
export const rejectTexts = {
  'row-unreadable': {
    en: 'A quote that begins here does not end as it should.',
    fr: 'Un guillemet ouvert ici n’est pas refermé comme il faut.',
  },
  'columns-wrong': {
    en: 'The row has {found} columns, not {expected}.',
    fr: 'La ligne a {found} colonnes au lieu de {expected}.',
  },
  undecodable: {
    en: 'The row holds bytes that are no {encoding}.',
    fr: 'La ligne contient des octets qui ne sont pas du {encoding}.',
  },
  'ticket-missing': { en: 'The row names no ticket.', fr: 'La ligne ne nomme aucun ticket.' },
  'agent-missing': { en: 'The row names nobody who did it.', fr: 'La ligne ne nomme pas d’auteur.' },
  'client-missing': {
    en: 'The ticket begins here, and the row names no client.',
    fr: 'Le ticket commence ici et la ligne ne nomme aucun client.',
  },
  'time-unreadable': {
    en: '“{value}” is no time as the mapping describes it.',
    fr: '« {value} » n’est pas une heure telle que la décrit la correspondance.',
  },
  'time-ahead': { en: '{value} has not come yet.', fr: '{value} n’est pas encore passé.' },
  'no-rule': {
    en: 'No rule of the mapping matches the row.',
    fr: 'Aucune règle de la correspondance ne s’applique à la ligne.',
  },
  'value-unknown': {
    en: '{field}: the mapping does not say what “{value}” means.',
    fr: '{field} : la correspondance ne dit pas ce que signifie « {value} ».',
  },
  'value-unfit': {
    en: '{field} cannot hold “{value}”.',
    fr: '{field} ne peut pas contenir « {value} ».',
  },
  'value-missing': { en: '{field} is empty.', fr: '{field} est vide.' },
  late: {
    en: 'Later rows of this ticket were imported before; the past is not changed.',
    fr: 'Des lignes plus tardives de ce ticket ont déjà été importées ; le passé ne change pas.',
  },
} satisfies { readonly [code: string]: Translated };
export type RejectCode = keyof typeof rejectTexts;

/** What a log contradicts: the row is imported all the same. */
export const warningTexts = {
  'client-contradicted': {
    en: 'The client was “{kept}” and is now “{found}”: the first one is kept.',
    fr: 'Le client était « {kept} », il est maintenant « {found} » : le premier est conservé.',
  },
  'product-contradicted': {
    en: 'The product was “{kept}” and is now “{found}”: the first one is kept.',
    fr: 'Le produit était « {kept} », il est maintenant « {found} » : le premier est conservé.',
  },
  'opened-before': {
    en: 'The ticket had been opened before this row opens it.',
    fr: 'Le ticket était déjà ouvert quand cette ligne l’ouvre.',
  },
  'time-goes-back': {
    en: 'The row is earlier than the ticket’s row before; the order of the log is kept.',
    fr: 'La ligne est antérieure à la précédente du ticket ; l’ordre du journal est conservé.',
  },
} satisfies { readonly [code: string]: Translated };
export type WarningCode = keyof typeof warningTexts;

/** What is wrong with a mapping, or does not fit the file. */
export const flawTexts = {
  'column-unknown': {
    en: 'The file has no column “{column}”.',
    fr: 'Le fichier n’a pas de colonne « {column} ».',
  },
  'column-doubled': {
    en: 'Several columns are called “{column}”: say {addresses}.',
    fr: 'Plusieurs colonnes s’appellent « {column} » : écrire {addresses}.',
  },
  'brace-open': {
    en: 'A brace is left open or closed too much; write {{ or }} for the character itself.',
    fr: 'Une accolade est de trop ou manque ; écrire {{ ou }} pour le caractère lui-même.',
  },
  'zone-unknown': { en: 'There is no time zone “{zone}”.', fr: 'Il n’y a pas de fuseau « {zone} ».' },
  'zone-missing': {
    en: 'Times in this format name no zone: say which one they are in.',
    fr: 'Les heures de ce format ne disent pas leur fuseau : indiquer lequel.',
  },
  'format-unreadable': {
    en: '“{format}” is no format of times.',
    fr: '« {format} » n’est pas un format d’heures.',
  },
  'file-empty': { en: 'The file is empty.', fr: 'Le fichier est vide.' },
  'header-unreadable': {
    en: 'The first row cannot be read. {why}',
    fr: 'La première ligne est illisible. {why}',
  },
  'encoding-unknown': {
    en: 'There is no encoding “{encoding}”.',
    fr: 'Il n’y a pas de codage « {encoding} ».',
  },
} satisfies { readonly [code: string]: Translated };
export type FlawCode = keyof typeof flawTexts;

/** A text with its values; a function replaces, since `$&` in a value would be read as more than text. */
export const textOf = (text: Translated, language: Language, values: Values): string =>
  text[language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
