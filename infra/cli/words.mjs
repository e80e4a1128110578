import { english } from './words.en.mjs';
import { french } from './words.fr.mjs';

/** @typedef {typeof english} Words everything the command line says, in one language */

/** The words of the language that the terminal is set to. @param {NodeJS.ProcessEnv} env @returns {Words} */
export const wordsFor = (env) => (/^fr/i.test(env.LANG ?? '') ? french : english);
