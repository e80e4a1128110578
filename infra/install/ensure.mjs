import { spawnSync } from 'child_process';
import { existsSync, readFileSync, symlinkSync, unlinkSync } from 'fs';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';
import { isAtLeast, missing, needed, unfit } from './check.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const at = (...names) => join(root, ...names);
const say = (text) => process.stderr.write(`${text}\n`);

function stop(text) {
  say(text);
  process.exit(1);
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function thisMachine() {
  const { platform, arch, versions } = process;
  process.report.excludeNetwork = true; // a report looks up host names otherwise
  const glibc = platform === 'linux' && Boolean(process.report.getReport().header.glibcVersionRuntime);
  return { node: versions.node, platform, arch, glibc };
}

/** npm names itself to its scripts; without it (the command line of `relais`) the one on the PATH has to do. */
function runNpm(...words) {
  const npm = process.env.npm_execpath;
  const run = npm && /\.[cm]?js$/.test(npm) ? [process.execPath, npm] : ['npm'];
  return spawnSync(run[0], [...run.slice(1), ...words], { cwd: root, stdio: ['ignore', 2, 2] }).status === 0;
}

function install() {
  const first = !existsSync(at('node_modules'));
  say(first ? 'Installing packages (first start only, about 30 s)…' : 'Installing packages that changed…');
  if (!runNpm('ci', '--no-audit', '--no-fund', '--loglevel=error'))
    stop('The packages could not be installed: see above.');
  say('Packages are installed.');
}

/** npm 10 deletes the link when it drops the Node packages of other platforms. */
function linkNode() {
  const own = join('..', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  const link = at('node_modules', '.bin', 'node');
  if (existsSync(link) || !existsSync(at('node_modules', '.bin', own))) return;
  try {
    unlinkSync(link); // one that leads nowhere
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  symlinkSync(own, link);
}

/** Leaves a folder in which `npm start` and `npm test` find all they need, or stops with one line. */
export function ensure() {
  const reason = unfit(thisMachine());
  if (reason) stop(reason);
  const lock = readJson(at('package-lock.json'));
  if (missing(lock, readJson(at('node_modules', '.package-lock.json'))).length > 0) install();
  linkNode();
  if (!existsSync(at('node_modules', '.bin', 'node')) && !isAtLeast(process.versions.node, needed))
    stop(
      `npm brought no Node of its own; Relais then needs Node ${needed.join('.')} or newer, and this is ${process.versions.node}.`,
    );
}

ensure();
