import type { Translated } from './refusals.ts';

/**
 * Every way in which a value of a request can be bad, as the person who sent it reads it. `{field}` stands for the argument
 * or the input field, by its path (`input.terms.holidays.2`), `{value}` for what was given there.
 */
export const invalidTexts = {
  'value-missing': { en: '{field} is missing.', fr: 'Le champ {field} est obligatoire.' },
  'value-unfit': {
    en: '{field} cannot hold “{value}”.',
    fr: 'Le champ {field} ne peut pas contenir « {value} ».',
  },
  'field-unknown': { en: 'There is no field {field}.', fr: 'Il n’y a pas de champ {field}.' },
  'word-unknown': {
    en: '{field} does not know the word “{value}”.',
    fr: 'Le champ {field} ne connaît pas le mot « {value} ».',
  },
  'number-unreadable': {
    en: '{field} must be a number, and “{value}” is none of those it can hold.',
    fr: 'Le champ {field} doit être un nombre, et « {value} » n’en est pas un qu’il puisse contenir.',
  },
  'number-out-of-range': {
    en: '{field} cannot hold a number as large as {value}.',
    fr: 'Le champ {field} ne peut pas contenir un nombre aussi grand que {value}.',
  },
  'choice-unreadable': {
    en: '{field} must be true or false.',
    fr: 'Le champ {field} doit valoir true (oui) ou false (non).',
  },
  'object-unreadable': {
    en: '{field} must be an object with its own fields.',
    fr: 'Le champ {field} doit être un objet avec ses propres champs.',
  },
  'data-answered-only': {
    en: '{field} is only ever answered, never given.',
    fr: 'Le champ {field} figure dans les réponses, jamais dans les demandes.',
  },

  'text-unreadable': {
    en: '{field} must be a text of valid Unicode.',
    fr: 'Le champ {field} doit être un texte en Unicode valide.',
  },
  'text-empty': { en: '{field} must not be empty.', fr: 'Le champ {field} ne doit pas être vide.' },
  'text-too-long': {
    en: '{field} holds at most 20,000 characters.',
    fr: 'Le champ {field} contient au plus 20 000 caractères.',
  },
  'line-too-long': {
    en: '{field} holds at most 200 characters.',
    fr: 'Le champ {field} contient au plus 200 caractères.',
  },
  'line-broken': {
    en: '{field} must be one line, without control characters.',
    fr: 'Le champ {field} doit tenir en une ligne, sans caractères de contrôle.',
  },
  'mail-unreadable': {
    en: '{field} must be a mail address such as remi@lumen.example.',
    fr: 'Le champ {field} doit être une adresse de courriel comme remi@lumen.example.',
  },
  'phone-unreadable': {
    en: '{field} must be a full phone number with its country, such as +33 1 23 45 67 89.',
    fr: 'Le champ {field} doit être un numéro de téléphone complet, avec son pays, comme +33 1 23 45 67 89.',
  },
  'command-id-unreadable': {
    en: '{field} must be a UUID, made by the caller before the first try.',
    fr: 'Le champ {field} doit être un UUID, créé par l’appelant avant le premier essai.',
  },
  'instant-unreadable': {
    en: '{field} must be an instant such as 2026-03-02T08:15:00Z.',
    fr: 'Le champ {field} doit être un instant comme 2026-03-02T08:15:00Z.',
  },
  'as-of-unreadable': {
    en: '{field} must name a past that can be shown here, such as 2026-03-02T08:15:00Z.',
    fr: 'Le champ {field} doit désigner un passé qui peut être montré ici, comme 2026-03-02T08:15:00Z.',
  },

  'happened-unreadable': {
    en: '{field} must be an instant such as 2026-03-02T08:15:00Z.',
    fr: 'Le champ {field} doit être un instant comme 2026-03-02T08:15:00Z.',
  },
  'happened-ahead': {
    en: '{field} cannot be later than now.',
    fr: 'Le champ {field} ne peut pas être dans l’avenir.',
  },
  'happened-too-long-ago': {
    en: '{field} is too long ago to be stated now.',
    fr: 'Le champ {field} remonte à trop longtemps pour être déclaré maintenant.',
  },
  'happened-before-start': {
    en: '{field} cannot be before the first event.',
    fr: 'Le champ {field} ne peut pas précéder le premier événement.',
  },
  'data-unreadable': {
    en: '{field} holds something that cannot be kept: texts must be valid Unicode, numbers finite.',
    fr: 'Le champ {field} contient ce qui ne peut pas être conservé : les textes doivent être en Unicode valide, les nombres finis.',
  },
  'data-too-deep': {
    en: '{field} is nested too deeply to be kept.',
    fr: 'Le champ {field} est trop profondément imbriqué pour être conservé.',
  },
  'data-too-wide': {
    en: '{field} has too many fields to be kept.',
    fr: 'Le champ {field} a trop de champs pour être conservé.',
  },
  'data-too-large': {
    en: '{field} is too large to be kept: 64 KB at most.',
    fr: 'Le champ {field} est trop volumineux pour être conservé : 64 Ko au plus.',
  },

  'after-unreadable': {
    en: '{field} was not given out by a former page of this list.',
    fr: 'Le champ {field} ne vient pas d’une page précédente de cette liste.',
  },
  'page-too-large': {
    en: '{field} must be 1 to 100: what one page holds.',
    fr: 'Le champ {field} doit aller de 1 à 100 : ce que contient une page.',
  },
  'page-too-small': { en: '{field} must be 1 at least.', fr: 'Le champ {field} doit valoir au moins 1.' },
  'filter-too-wide': {
    en: '{field} combines too many values at once.',
    fr: 'Le champ {field} combine trop de valeurs à la fois.',
  },
  'filter-contradicts': {
    en: '{field} contradicts the holder: either nobody has the ticket, or somebody.',
    fr: 'Le champ {field} contredit le titulaire : ou personne n’a le ticket, ou quelqu’un l’a.',
  },
  'at-least-unreadable': {
    en: '{field} needs a ticket and its revision.',
    fr: 'Le champ {field} doit donner un ticket et sa révision.',
  },
  'person-unnamed': {
    en: 'Name a person by exactly one of id, mail or phone ({field}).',
    fr: 'Désignez une personne par un seul de ses id, mail ou phone ({field}).',
  },
  'cause-missing': {
    en: '{field} must tell the cause: NOT_RECORDED is for imported histories alone.',
    fr: 'Le champ {field} doit donner la cause : NOT_RECORDED est réservé aux historiques importés.',
  },
  'mail-in-clear': {
    en: '{field} holds a mail address: what the vendor is told names nobody.',
    fr: 'Le champ {field} contient une adresse de courriel : ce qui est dit à l’éditeur ne désigne personne.',
  },
  'phone-in-clear': {
    en: '{field} holds a phone number: what the vendor is told names nobody.',
    fr: 'Le champ {field} contient un numéro de téléphone : ce qui est dit à l’éditeur ne désigne personne.',
  },
  'name-in-clear': {
    en: '{field} names the requester: what the vendor is told names nobody.',
    fr: 'Le champ {field} nomme le demandeur : ce qui est dit à l’éditeur ne désigne personne.',
  },
  'window-empty': {
    en: '{field} must be later than the beginning of the visit.',
    fr: 'Le champ {field} doit être postérieur au début de l’intervention.',
  },

  'day-unreadable': {
    en: '{field} must be a day such as 2026-03-02.',
    fr: 'Le champ {field} doit être un jour comme 2026-03-02.',
  },
  'period-reversed': {
    en: '{field} must not come before the period begins.',
    fr: 'Le champ {field} ne doit pas précéder le début de la période.',
  },
  'article-too-long': {
    en: '{field} holds too many: an article has at most 20 symptoms, 30 steps and 50 products.',
    fr: 'Le champ {field} en contient trop : un article a au plus 20 symptômes, 30 étapes et 50 produits.',
  },
  'visit-categories-too-many': {
    en: '{field} must hold 50 categories at most.',
    fr: 'Le champ {field} doit contenir 50 catégories au plus.',
  },
  'zone-unknown': {
    en: '{field} must be a time zone such as Europe/Paris.',
    fr: 'Le champ {field} doit être un fuseau horaire comme Europe/Paris.',
  },
  'slot-unreadable': {
    en: '{field} must be a day from 1 (Monday) to 7, or a time such as 08:30.',
    fr: 'Le champ {field} doit être un jour de 1 (lundi) à 7, ou une heure comme 08:30.',
  },
  'slot-empty': {
    en: '{field} must end later than it begins.',
    fr: 'Le champ {field} doit finir après avoir commencé.',
  },
  'slots-overlap': {
    en: '{field} holds two slots of one day that overlap.',
    fr: 'Le champ {field} contient deux plages d’un même jour qui se chevauchent.',
  },
  'holiday-unreadable': {
    en: '{field} must be a date such as 2026-07-14.',
    fr: 'Le champ {field} doit être une date comme 2026-07-14.',
  },
  'target-unreadable': {
    en: '{field} must be minutes of opening time, 1 to 527,040 (a year of them).',
    fr: 'Le champ {field} doit être en minutes d’ouverture, de 1 à 527 040 (un an).',
  },
  'target-misplaced': {
    en: '{field} must be a priority from 1 to 5 that the list does not have yet.',
    fr: 'Le champ {field} doit être une priorité de 1 à 5 que la liste n’a pas encore.',
  },
  'targets-incomplete': {
    en: '{field} must give its targets to each priority, 1 to 5.',
    fr: 'Le champ {field} doit donner ses objectifs à chaque priorité, de 1 à 5.',
  },
  'matrix-incomplete': {
    en: '{field} must be a priority from 1 to 5.',
    fr: 'Le champ {field} doit être une priorité de 1 à 5.',
  },
  'score-unreadable': {
    en: '{field} must be a score from 1 to 5.',
    fr: 'Le champ {field} doit être une note de 1 à 5.',
  },
  'quiet-days-unreadable': {
    en: '{field} must be whole days, 0 to 366.',
    fr: 'Le champ {field} doit être un nombre entier de jours, de 0 à 366.',
  },
} as const satisfies Record<string, Translated>;

export type InvalidCode = keyof typeof invalidTexts;
