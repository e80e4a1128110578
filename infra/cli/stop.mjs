/** What a command ends with: done, a negative answer (not found, damage), or nothing to work with (usage, connection). */
export const exit = /** @type {const} */ ({ done: 0, negative: 1, unusable: 2 });

/** Ends a command with one readable line on stderr. */
export class Stop extends Error {
  /**
   * @param {number} code one of `exit`
   * @param {string} text what the person at the terminal reads
   * @param {ErrorOptions} [options]
   */
  constructor(code, text, options) {
    super(text, options);
    this.code = code;
  }
}
