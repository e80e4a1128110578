export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

const place = 'relais.language';

const isLanguage = (word: string | null): word is Language => languages.some((known) => known === word);

/** The language that was chosen on this browser, else French where the browser asks for it, else English. */
export const currentLanguage = (): Language => {
  const chosen = localStorage.getItem(place);
  if (isLanguage(chosen)) return chosen;
  return navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
};

/** Keeps the choice for this browser. */
export const chooseLanguage = (language: Language): void => localStorage.setItem(place, language);
