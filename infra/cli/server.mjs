import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { onOneLine } from './paper.mjs';
import { exit, Stop } from './stop.mjs';

/**
 * How the server is reached.
 * @typedef {{ readonly url: string, readonly words: import('./words.mjs').Words }} Access
 */

/** Where the server is when nobody says otherwise. @param {NodeJS.ProcessEnv} env */
export const defaultUrl = (env) => env.RELAIS_URL || `http://127.0.0.1:${env.RELAIS_PORT || '4000'}`;

/** Room for a slow disk; a stream of lines may take as long as it has something to say. */
const patienceMs = 60_000;

/** @param {Access} access @param {string} path */
function target({ url, words }, path) {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (!base || !/^https?:$/.test(base.protocol)) throw new Stop(exit.unusable, words.noUrl(url));
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path, base);
}

/** @param {Access} access @param {string | undefined} type of what is sent */
function headersOf({ words }, type) {
  const token = process.env.RELAIS_TOKEN;
  return {
    'accept-language': words.language,
    ...(token && { authorization: `Bearer ${token}` }),
    ...(type !== undefined && { 'content-type': type }),
  };
}

/** @param {Access} access @param {unknown} body */
function request(access, body) {
  const headers = headersOf(access, body === undefined ? undefined : 'application/json');
  return body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
}

/**
 * The server's answer, whatever its status.
 * @param {Access} access
 * @param {string} path without a leading slash
 * @param {unknown} [body] posted as JSON; a GET without it
 */
async function reach(access, path, body) {
  const url = target(access, path);
  const gone = new AbortController();
  const timer = setTimeout(() => gone.abort(), patienceMs);
  try {
    return await fetch(url, { ...request(access, body), redirect: 'error', signal: gone.signal });
  } catch (error) {
    throw new Stop(exit.unusable, unreachable(access, error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Access} access @param {any} error */
function unreachable({ url, words }, error) {
  const code = error.cause?.code ?? error.cause?.message ?? error.message;
  return error.name === 'AbortError' ? words.silent(url) : words.unreachable(url, code);
}

/** @param {Response} response @returns {Promise<{ code?: string, text?: string, tenants?: readonly string[], flaws?: readonly Flaw[] }>} */
async function errorOf(response) {
  const body = await response.json().catch(() => undefined);
  return typeof body?.error === 'object' && body.error !== null ? body.error : {};
}

/** What a status means at every endpoint. @param {number} status @param {import('./words.mjs').Words} words */
const meaningOf = (status, words) => ([401, 403].includes(status) ? words.tokenNeeded : undefined);

/**
 * What is wrong with a mapping, and where.
 * @typedef {{ readonly path: string, readonly text: string }} Flaw
 */

/** @param {import('./words.mjs').Words} words @param {readonly Flaw[]} flaws */
export const flawed = (words, flaws) =>
  new Stop(
    exit.unusable,
    onOneLines([words.imported.flawed, ...flaws.map(({ path, text }) => `  ${path}: ${text}`)]),
  );

/** @param {readonly string[]} lines */
const onOneLines = (lines) => lines.map(onOneLine).join('\n');

/** A 404 that names nothing comes from a server that has no such endpoint at all. @param {number} status @param {string} code */
const isNegative = (status, code) => status === 404 && code !== '';

/** @param {Access} access @param {Response} response @returns {Promise<Stop>} why a command cannot go on */
async function hindranceOf({ url, words }, response) {
  const { code = '', text, tenants, flaws } = await errorOf(response);
  const { status } = response;
  if (flaws) return flawed(words, flaws);
  if (tenants) return new Stop(exit.unusable, words.ambiguous(tenants));
  const said = words.answers[code] ?? meaningOf(status, words) ?? text ?? words.strange(url, status);
  return new Stop(isNegative(status, code) ? exit.negative : exit.unusable, said);
}

/**
 * One JSON answer.
 * @param {Access} access
 * @param {string} path
 * @param {unknown} [body]
 * @param {{ readonly absent?: string }} [on] what to say when the server has no such endpoint
 * @returns {Promise<any>}
 */
export async function ask(access, path, body, on = {}) {
  const response = await reach(access, path, body);
  if (response.status === 404 && on.absent) throw new Stop(exit.negative, on.absent);
  if (!response.ok) throw await hindranceOf(access, response);
  return response.json().catch((error) => {
    throw new Stop(exit.unusable, access.words.strange(access.url, response.status), { cause: error });
  });
}

/** @param {string} line */
const isWritten = (line) => line.trim() !== '';

/** @param {Response} response @returns {AsyncGenerator<string>} the lines of a body that are not blank; the last may lack its end */
async function* linesOf({ body }) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter(isWritten);
  }
  if (isWritten(rest)) yield rest;
}

/**
 * A stream of JSON lines, each as soon as it arrives.
 * @param {Access} access
 * @param {string} path
 * @param {unknown} [body]
 * @returns {AsyncGenerator<any>}
 */
export async function* askLines(access, path, body) {
  const response = await reach(access, path, body);
  if (!response.ok) throw await hindranceOf(access, response);
  yield* jsonLines(access, response);
}

/** @param {Access} access @param {Response} response @returns {AsyncGenerator<any>} */
async function* jsonLines(access, response) {
  try {
    for await (const line of linesOf(response)) yield JSON.parse(line);
  } catch (error) {
    throw new Stop(exit.unusable, access.words.brokenOff(access.url), { cause: error });
  }
}

/**
 * Sends bytes for as long as there are some, and tells the lines of the answer as they arrive, meanwhile too: `fetch` would wait
 * with the answer until all is sent.
 * @param {Access} access
 * @param {string} path
 * @param {{ readonly type: string, readonly bytes: AsyncIterable<Uint8Array> }} sent
 * @returns {AsyncGenerator<any>}
 */
export async function* exchangeLines(access, path, { type, bytes }) {
  const url = target(access, path);
  const asking = (url.protocol === 'https:' ? overHttps : overHttp)(url, {
    method: 'POST',
    headers: headersOf(access, type),
  });
  const sending = Readable.from(bytes, { objectMode: false });
  const response = new Promise((resolve, reject) => {
    asking.once('response', resolve);
    // Whichever breaks ends the other: a file that cannot be read to its end must not leave the server waiting.
    pipeline(sending, asking, (error) => error && reject(error));
  });
  try {
    yield* answered(access, await begun(access, response));
  } finally {
    // A server that has said no reads no further, and neither does anybody wait for it.
    sending.destroy();
    asking.destroy();
  }
}

/** @param {Access} access @param {Promise<import('node:http').IncomingMessage>} response */
const begun = (access, response) =>
  response.catch((error) => {
    throw new Stop(exit.unusable, unreachable(access, { cause: error }), { cause: error });
  });

/** @param {Access} access @param {import('node:http').IncomingMessage} message @returns {AsyncGenerator<any>} */
async function* answered(access, message) {
  const body = /** @type {ReadableStream<Uint8Array>} */ (Readable.toWeb(message));
  const response = new Response(body, { status: message.statusCode ?? 500 });
  if (!response.ok) throw await hindranceOf(access, response);
  yield* jsonLines(access, response);
}
