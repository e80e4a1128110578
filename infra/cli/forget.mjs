import { onOneLine } from './paper.mjs';
import { ask } from './server.mjs';
import { exit } from './stop.mjs';

/**
 * `relais forget PERSON`: destroys the key of one person. Forgetting twice is no failure.
 * @param {import('./server.mjs').Access} access
 * @param {string} person id, mail or phone
 * @param {{ readonly tenant?: string }} options
 */
export async function forget(access, person, { tenant }) {
  const answer = await ask(access, 'operator/forget', { person, ...(tenant && { tenant }) });
  const { done, already } = access.words.forgotten;
  const say = answer.forgotten ? done : already;
  process.stdout.write(`${onOneLine(say(answer.person, answer.tenant))}\n`);
  return exit.done;
}
