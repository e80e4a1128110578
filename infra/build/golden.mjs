import { execFileSync } from 'node:child_process';

const folder = 'libs/contracts/golden';

const git = (root, ...words) =>
  execFileSync('git', ['-C', root, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

/** Whether the folder is the top of a clone; an unpacked archive, or a machine without git, has no history. */
const isClone = (root) => {
  try {
    return git(root, 'rev-parse', '--show-prefix') === '';
  } catch {
    return false;
  }
};

/** Each golden file and the blob that it was when it was first committed, oldest commit first. */
const firstBlobs = (root) => {
  const raw = git(
    root,
    'log',
    '--reverse',
    '--no-renames',
    '--diff-filter=A',
    '--format=',
    '--raw',
    '--no-abbrev',
    '--',
    folder,
  );
  const first = new Map();
  for (const line of raw.split('\n').filter(Boolean)) {
    const [about, path] = line.split('\t');
    if (!first.has(path)) first.set(path, about.split(' ')[3]);
  }
  return first;
};

const blobNow = (root, path) => {
  try {
    return git(root, 'hash-object', '--no-filters', path);
  } catch {
    return undefined;
  }
};

/**
 * The golden files that are not what they were when first committed. They stand for what is stored for ever in
 * somebody's event store: an edited one would prove nothing. Null where there is no history to compare with.
 * @param {string} root of the repository
 * @returns {string[] | null}
 */
export function changedGolden(root) {
  if (!isClone(root)) return null;
  return [...firstBlobs(root)].filter(([path, blob]) => blobNow(root, path) !== blob).map(([path]) => path);
}
