/**
 * Where GraphiQL keeps tabs and history on this browser, apart for each edition of the examples: tabs of an older edition
 * would hide the examples of a newer one.
 */
export const storageOf = (edition: string, firstVariables: string) => {
  const prefix = `relais.graphiql.${edition}.`;
  // GraphiQL fills the variables of the first tab from its storage alone, those of the others from the examples.
  if (localStorage.getItem(`${prefix}graphiql:tabState`) === null)
    localStorage.setItem(`${prefix}graphiql:variables`, firstVariables);
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    get length() {
      return keys().length;
    },
    getItem: (key: string): string | null => localStorage.getItem(prefix + key),
    setItem: (key: string, value: string): void => localStorage.setItem(prefix + key, value),
    removeItem: (key: string): void => localStorage.removeItem(prefix + key),
    clear: (): void => keys().forEach((key) => localStorage.removeItem(key)),
  };
};
