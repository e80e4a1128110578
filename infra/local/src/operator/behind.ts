import type { Standing } from '@relais/bus';
import type { Position } from '@relais/event-store';
import type { Ports } from '@relais/nest';

/** Makes a list or figures anew from the log. */
export type Rebuild = () => Promise<{ readonly events: number }>;

/** What reads events behind the services, in whichever process. */
export type Behind = {
  readonly standings: () => Promise<readonly Standing[]>;
  /** Settles when everything up to a position is applied or parked; rejects with the Fault that keeps it from ever being. */
  readonly caughtUp: (position: Position) => Promise<void>;
  /** What can be made anew, by name. */
  readonly rebuilds: () => Promise<ReadonlyMap<string, Rebuild>>;
};

/** What runs in this process. */
export const behindOf = ({ processors }: Pick<Ports, 'processors'>): Behind => {
  // What only watches the clock reads no events.
  const reading = () => [...processors.values()].filter(({ caughtUp }) => caughtUp);
  return {
    standings: async () => reading().map(({ standing }) => standing()),
    caughtUp: async (position) => {
      for (const one of reading()) await one.caughtUp?.(position);
    },
    rebuilds: async () =>
      new Map([...processors].flatMap(([name, { rebuild }]) => (rebuild ? [[name, rebuild] as const] : []))),
  };
};
