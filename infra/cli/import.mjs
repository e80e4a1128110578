import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { inkFor, onOneLine } from './paper.mjs';
import { teller } from './progress.mjs';
import { exchangeLines, flawed } from './server.mjs';
import { exit, Stop } from './stop.mjs';

/** @typedef {import('./words.mjs').Words} Words */

/** What `POST /operator/import` takes: a JSON line, then the log. */
const mediaType = 'application/vnd.relais.import';

/** A compressed file begins so, whatever its name says. @param {string} file */
async function isGzip(file) {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** The content of a file, without its compression. @param {string} file @returns {AsyncGenerator<Buffer>} */
async function* contentOf(file) {
  const isCompressed = await isGzip(file);
  const raw = createReadStream(file, { highWaterMark: 65_536 });
  if (!isCompressed) return yield* raw;
  const clear = createGunzip({ chunkSize: 65_536 });
  raw.once('error', (error) => clear.destroy(error));
  yield* raw.pipe(clear);
}

/** @param {string} file @param {Words} words */
async function measured(file, words) {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of contentOf(file)) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch (error) {
    throw new Stop(exit.unusable, words.unreadableFile(file, error.code ?? error.message), { cause: error });
  }
  return { hash: hash.digest('hex'), size };
}

/** @param {string} file @param {Words} words @returns {Promise<unknown>} */
async function mappingIn(file, words) {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new Stop(exit.unusable, words.unreadableFile(file, error.code), { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Stop(exit.unusable, words.imported.unreadableMapping(file, error.message), { cause: error });
  }
}

/** @param {string} file @param {object} heading @returns {AsyncGenerator<Uint8Array>} */
async function* sent(file, heading) {
  yield Buffer.from(`${JSON.stringify(heading)}\n`);
  yield* contentOf(file);
}

/** @param {any} result @param {string} tenant @param {string} seconds @param {Words} words */
function summary(result, tenant, seconds, { imported, language }) {
  const { agents, accounts } = result;
  const [rows, events, before, tickets, clients, products, warnings, rejects] = [
    ...[result.rows, result.events, result.alreadyThere, result.tickets],
    ...[result.clients, result.products, result.warnings, result.rejects],
  ].map((number) => number.toLocaleString(language));
  const names = agents.map((/** @type {{ id: string }} */ { id }) => `${id}@${tenant}`).join(' ');
  return [
    imported.rows(rows, seconds),
    imported.events(events, before),
    imported.things(tickets, clients, products, agents.length.toLocaleString(language)),
    imported.remarks(warnings, rejects),
    ...(agents.length > 0 ? [(accounts === 'made' ? imported.made : imported.toBeMade)(names)] : []),
  ];
}

/** @param {any} told @param {Words} words */
function remark({ warning, reject }, { imported }) {
  const ink = inkFor(process.stdout);
  const { line, to, text } = warning ?? reject;
  const where = imported.line(line, to);
  const said = onOneLine(warning ? imported.warning(where, text) : imported.reject(where, text));
  process.stdout.write(`${ink(warning ? 'yellow' : 'red', said)}\n`);
}

/**
 * Tells what the server tells, to its end. Rejects when that is no result.
 * @param {AsyncIterable<any>} answer
 * @param {{ readonly file: string, readonly size: number, readonly words: Words }} sent
 */
async function listen(answer, { file, size, words }) {
  const tell = teller(words);
  const { imported } = words;
  /** @type {Record<string, (told: any) => any>} */
  const hear = {
    progress: ({ progress }) => tell.progress(progress, size),
    catchingUp: ({ catchingUp }) => tell.catchingUp(catchingUp),
    warning: (told) => remark(told, words),
    reject: (told) => remark(told, words),
    flaws: ({ flaws }) => flawed(words, flaws),
    otherFile: () => new Stop(exit.unusable, imported.otherFile(file)),
    failed: ({ failed }) => new Stop(exit.unusable, imported.failed(failed.text)),
    result: ({ result }) => result,
  };
  for await (const told of answer) {
    const [kind = ''] = Object.keys(told);
    if (kind !== 'progress' && kind !== 'catchingUp') tell.clear();
    const heard = hear[kind]?.(told);
    if (heard instanceof Stop) throw heard;
    if (kind === 'result') return { result: heard, seconds: tell.seconds() };
  }
  return undefined;
}

/** @param {string | undefined} value @param {string} option @param {Words['usage']} usage @returns {string} */
function needed(value, option, usage) {
  if (value === undefined) throw new Stop(exit.unusable, `${usage.missing(option)} ${usage.seeHelp}`);
  return value;
}

/**
 * `relais import FILE`: the log streams to the server; what it says of its rows, and what it came to, on stdout.
 * @param {import('./server.mjs').Access} access
 * @param {string} file
 * @param {{ readonly mapping?: string, readonly tenant?: string, readonly allowRejects?: boolean }} options
 */
export async function importLog(access, file, options) {
  const { words } = access;
  const mapping = await mappingIn(needed(options.mapping, '--mapping', words.usage), words);
  const tenant = needed(options.tenant, '--tenant', words.usage);
  const { hash, size } = await measured(file, words);
  const bytes = sent(file, { tenant, hash, mapping });
  const answer = exchangeLines(access, 'operator/import', { type: mediaType, bytes });
  const heard = await listen(answer, { file, size, words });
  // Silence is no result: a server that died half-way must not look like one that is done.
  if (!heard) throw new Stop(exit.unusable, words.brokenOff(access.url));
  const { result, seconds } = heard;
  for (const line of summary(result, tenant, seconds, words)) process.stdout.write(`${onOneLine(line)}\n`);
  return result.rejects > 0 && !options.allowRejects ? exit.negative : exit.done;
}
