// Only syntax and modules that an old Node knows too: this code is what tells its owner that it is old.

/** The Node that the installer, and npm itself, needs at least. */
export const oldest = [20, 19];
/** The Node whose features the application uses; npm brings it where a package of it exists. */
export const needed = [24, 9];
const brought = ['linux-x64', 'linux-arm64'];

/** @param {string} version @param {number[]} least major and minor */
export function isAtLeast(version, least) {
  const [major, minor] = version.split('.').map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

/**
 * Why Relais cannot be installed here, in one line; undefined when it can.
 * @param {{ node: string, platform: string, arch: string, glibc: boolean }} machine
 */
export function unfit(machine) {
  if (!isAtLeast(machine.node, oldest))
    return `Relais needs Node ${oldest.join('.')} or newer to install itself; this is Node ${machine.node}.`;
  if (brought.includes(`${machine.platform}-${machine.arch}`) && machine.glibc) return undefined;
  if (machine.platform === 'darwin' && isAtLeast(machine.node, needed)) return undefined;
  const here = `${machine.platform} on ${machine.arch}${machine.platform === 'linux' && !machine.glibc ? ' without glibc' : ''}`;
  return `Relais runs on Linux with glibc (x64 or arm64), or on macOS with Node ${needed.join('.')} or newer; this is ${here} with Node ${machine.node}.`;
}

const isNeeded = ([path, entry]) => path.includes('node_modules/') && !entry.optional;
const isSame = (wanted, found) =>
  found !== undefined &&
  wanted.version === found.version &&
  wanted.integrity === found.integrity &&
  wanted.resolved === found.resolved;

/**
 * The packages that the lock file names and the installed tree lacks or holds in another version.
 * npm writes `node_modules/.package-lock.json` last, so an interrupted install counts as missing.
 * @param {{ packages: Record<string, any> }} lock
 * @param {{ packages: Record<string, any> } | undefined} installed
 */
export function missing(lock, installed) {
  const found = installed ? installed.packages : {};
  return Object.entries(lock.packages)
    .filter(isNeeded)
    .filter(([path, entry]) => !isSame(entry, found[path]))
    .map(([path]) => path);
}
