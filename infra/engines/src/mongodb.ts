import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mongoose';
import type { Engine } from './engine.ts';
import { need, run } from './tools.ts';

/** Quick to build rather than quick to run. */
const quick = {
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
};

const install: Engine['install'] = async (folder, version, tell) => {
  const why = 'the server of MongoDB’s protocol is built here';
  await need('cargo', ['--version'], `${why} by Rust (https://rustup.rs, or Debian: cargo)`);
  await need('cmake', ['--version'], `${why} with cmake (Debian: cmake)`);
  await need('cc', ['--version'], `${why} with a C compiler (Debian: build-essential)`);
  tell(`building secantus-mdb ${version} from crates.io; it takes some minutes, once`);
  const target = join(folder, 'target');
  const begun = Date.now();
  let [compiled, told] = [0, begun];
  const line = (said: string) => {
    if (said.startsWith('Compiling')) compiled += 1;
    if (Date.now() - told < 20_000) return;
    told = Date.now();
    tell(`still building: ${compiled} crates, ${Math.round((told - begun) / 1_000)} s`);
  };
  const crate = ['secantus-mdb', '--version', version, '--locked', '--ignore-rust-version'];
  const args = [
    '-n',
    '10',
    'cargo',
    'install',
    ...crate,
    '--root',
    folder,
    '--jobs',
    String(availableParallelism()),
  ];
  await run({
    command: 'nice',
    args,
    env: { ...quick, CARGO_TARGET_DIR: target },
    log: `${folder}.log`,
    line,
  });
  await rm(target, { recursive: true, force: true });
};

const answers: Engine['answers'] = async (url) => {
  const connection = createConnection(url, { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 });
  try {
    await connection.asPromise();
    await connection.db?.admin().ping();
  } finally {
    await connection.close();
  }
};

/** A server of MongoDB's wire protocol for tests: a process of its own, neither linked nor shipped, nor for operators. */
export const mongodb: Engine = {
  name: 'mongodb',
  versions: ['0.5.3-beta.196'],
  portsEach: 1,
  port: 27_117,
  most: 1,
  install,
  programs: async ({ data, ports, installed }) => {
    await mkdir(data, { recursive: true });
    const listens = ['--host', '127.0.0.1', '--port', String(ports[0]?.[0])];
    const keeps = ['--storage-path', join(data, 'store'), '--cache-size', '256M', '--sync-on-commit'];
    return [{ command: join(installed, 'bin', 'secantusd-rs'), args: [...listens, ...keeps] }];
  },
  url: ([port]) => `mongodb://127.0.0.1:${port}/?directConnection=true`,
  answers,
};
