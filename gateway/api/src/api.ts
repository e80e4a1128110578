import type { Log, Meters, Routes } from '@relais/nest';
import type { Whois } from './asking.ts';
import type { Federation } from './subgraphs.ts';

/** What the gateway needs to answer. */
export type Api = {
  readonly federation: Federation;
  readonly whois: Whois;
  readonly production: boolean;
  readonly log: Log;
  readonly routes: readonly Routes[];
  readonly meters: Meters;
};
