import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { inkFor, onOneLine } from './paper.mjs';
import { askLines } from './server.mjs';
import { exit, Stop } from './stop.mjs';

/** @param {string} text @param {string} file @param {import('./words.mjs').Words} words */
function readHeads(text, file, words) {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const [, stream, revision, hash] = /^(\S+) (\d+) ([0-9a-f]{64})$/.exec(line.trim()) ?? [];
    if (!stream) throw new Stop(exit.unusable, words.unreadableHead(file, index + 1));
    return [{ stream, revision: Number(revision), hash }];
  });
}

/** @param {string} file @param {import('./words.mjs').Words} words */
async function keptHeads(file, words) {
  const text = await (file === '-' ? readAll(process.stdin) : readFile(file, 'utf8')).catch((error) => {
    throw new Stop(exit.unusable, words.unreadableFile(file, error.code), { cause: error });
  });
  return readHeads(text, file, words);
}

/** Tells on stderr how far the proof is: over itself on a terminal, a line at every tenth elsewhere. @param {import('./words.mjs').Words} words */
function progressTeller(words) {
  const { stderr } = process;
  let told = 0;
  return ({ events, of }) => {
    const text = words.verified.progress(events, of);
    const tenth = of > 0 ? Math.floor((events * 10) / of) : 10;
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}${events >= of ? '\n' : ''}`);
    else if (tenth > told) stderr.write(`${text}\n`);
    told = Math.max(told, tenth);
  };
}

/** @param {any} result @param {boolean} compared @param {import('./words.mjs').Words} words */
function report({ events, streams, damage }, compared, words) {
  const ink = inkFor(process.stdout);
  if (damage.length === 0) process.stdout.write(`${ink('green', words.verified.intact(events, streams))}\n`);
  for (const { stream, revision, what } of damage) {
    const said = `${words.verified.what[what] ?? what} (${what})`;
    process.stdout.write(`${ink('red', onOneLine(words.verified.at(stream, revision, said)))}\n`);
  }
  if (damage.length > 0) process.stderr.write(`${words.verified.damaged(damage.length)}\n`);
  else if (!compared) process.stderr.write(`${words.verified.withoutHeads}\n`);
}

/** @param {import('./server.mjs').Access} access @param {object} body what the server compares with */
async function proofOf(access, body) {
  const tell = progressTeller(access.words);
  let result;
  for await (const line of askLines(access, 'operator/verify', body)) {
    if (line.progress) tell(line.progress);
    else result = line.result;
  }
  // Silence is no proof: a server that died half-way must not look like an intact store.
  if (!result) throw new Stop(exit.unusable, access.words.brokenOff(access.url));
  return result;
}

/**
 * `relais verify`: every hash recomputed by the server; any damage is named by stream and revision and gives exit code 1.
 * @param {import('./server.mjs').Access} access
 * @param {{ readonly heads?: string, readonly json?: boolean }} options
 */
export async function verify(access, { heads: file, json }) {
  const body = file === undefined ? {} : { heads: await keptHeads(file, access.words) };
  const result = await proofOf(access, body);
  if (json) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  else report(result, file !== undefined, access.words);
  return result.damage.length > 0 ? exit.negative : exit.done;
}

/**
 * `relais heads`: what each stream ends with, `STREAM REVISION HASH` a line, to be kept elsewhere.
 * @param {import('./server.mjs').Access} access
 */
export async function heads(access) {
  for await (const { stream, revision, hash } of askLines(access, 'operator/heads'))
    process.stdout.write(`${onOneLine(`${stream} ${revision} ${hash}`)}\n`);
  return exit.done;
}
