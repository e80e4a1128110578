const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);
// A tool that stays at home may also be under these: nothing of it is given away with Relais.
const harmless = new Set([...permissive, 'CC-BY-4.0', 'MPL-2.0']);

/** @param {string} text an SPDX expression */
const wordsOf = (text) => text.match(/[()]|[^\s()]+/g) ?? [];

/**
 * Whether an SPDX expression leaves a choice that `allowed` holds. AND binds before OR; a licence with an
 * exception ("X WITH Y") is never taken for granted.
 * @param {string | undefined} text
 * @param {Set<string>} [allowed]
 */
export function isPermissive(text, allowed = permissive) {
  const words = wordsOf(text ?? '');
  const one = () => {
    if (words[0] !== '(') return allowed.has(words.shift() ?? '');
    words.shift();
    const inside = either();
    return words.shift() === ')' && inside;
  };
  const chain = (next, word, join) => {
    let result = next();
    while (words[0] === word) {
      words.shift();
      result = join(result, next());
    }
    return result;
  };
  const all = () => chain(one, 'AND', (a, b) => a && b);
  const either = () => chain(all, 'OR', (a, b) => a || b);
  const result = either();
  return words.length === 0 && result;
}

const isOutside = ([path, entry]) => path.includes('node_modules/') && !entry.link;

/**
 * The packages of a lock file whose licence forbids what Relais does with them, as "path: licence".
 * @param {{ packages: Record<string, any> }} lock
 */
export function refused(lock) {
  return Object.entries(lock.packages)
    .filter(isOutside)
    .filter(([, entry]) => !isPermissive(entry.license, entry.dev ? harmless : permissive))
    .map(([path, entry]) => `${path}: ${entry.license ?? 'no licence'}`);
}
