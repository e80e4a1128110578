/** Where and how large an engine is started. */
export type Setup = {
  /** Absolute; the engine's own folder. */
  readonly data: string;
  /** Of each server of the engine, in order. */
  readonly ports: readonly (readonly number[])[];
  /** Where `install` left it. */
  readonly installed: string;
  readonly version: string;
};

/** A program that runs until it is stopped. */
export type Program = { readonly command: string; readonly args: readonly string[] };

/** An engine that this machine can install and start, without docker. */
export type Engine = {
  readonly name: string;
  /** The first is what is installed when none is asked for. */
  readonly versions: readonly [string, ...string[]];
  /** How many ports each server listens on. */
  readonly portsEach: number;
  /** The first port of the first server, when none is asked for. */
  readonly port: number;
  /** How many servers it may have. */
  readonly most: number;
  /** Installs it into a folder that is not there yet; throws Missing. `tell` shows how far it is. */
  readonly install: (folder: string, version: string, tell: (line: string) => void) => Promise<void>;
  /** Makes what the servers need in their folders, and gives one program for each of them. */
  readonly programs: (setup: Setup) => Promise<readonly Program[]>;
  /** The address that clients are given. */
  readonly url: (ports: readonly number[]) => string;
  /** Settles when a real client was answered by all `servers`; rejects when they are not ready. */
  readonly answers: (url: string, servers: number) => Promise<void>;
};

/** What this machine lacks, in one line for whoever asked for the engine. */
export class Missing extends Error {}
