import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What the command line asked a server for. */
export type Ask = {
  readonly path: string;
  readonly body: string;
  readonly authorization: string | undefined;
  readonly language: string;
};
type Answer = (ask: Ask, response: ServerResponse) => void;

/** A command that ran to its end. */
export type Ran = {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly Ask[];
};

/** Answers with one JSON value. */
export const json =
  (status: number, body: unknown): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** Answers with a JSON value a line. */
export const ndjson =
  (...lines: readonly unknown[]): Answer =>
  (_, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/x-ndjson' })
      .end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

/** The entry that is shipped. */
export const shipped = fileURLToPath(new URL('relais.mjs', import.meta.url));

/** The other side of the protocol: answers by method and path, and remembers what it was asked. */
export async function openStage() {
  const asked: Ask[] = [];
  let answers: Record<string, Answer> = {};
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const { authorization, 'accept-language': language = '' } = request.headers;
      const ask = { path: `${request.method} ${request.url}`, body, authorization, language };
      asked.push(ask);
      (answers[ask.path] ?? json(404, {}))(ask, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Runs a command in a terminal of its own: English, UTC, nothing inherited. */
  const relais = async (line: readonly string[], environment: Record<string, string> = {}, input = '') => {
    const from = asked.length;
    const env = { PATH: '', LANG: 'C', TZ: 'UTC', RELAIS_URL: url, ...environment };
    const child = spawn(process.execPath, [environment['ENTRY'] ?? shipped, ...line], { env });
    child.stdin.on('error', () => {}).end(input);
    const ended = new Promise<number | null>((resolve) => void child.on('close', resolve));
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, out, err, asked: asked.slice(from) } satisfies Ran;
  };

  return {
    url,
    relais,
    answering: (given: Record<string, Answer>) => (answers = given),
    close: () => void server.close(),
  };
}
