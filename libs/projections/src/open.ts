import type { Projections } from './projections.ts';

/** Where the read models are kept. */
export type ProjectionsSettings = {
  readonly adapter: 'sqlite';
  /** The data folder: `projections.db` lies in it, for one process at a time. */
  readonly folder: string;
  /** How many changes each model remembers for those who follow it; 100,000 unless said. */
  readonly keptChanges?: number;
};

/**
 * Opens the read models. Rejects with one readable Fault: `projections-taken` (another process has them) or
 * `projections-unopenable` (no such folder, not writable, not ours).
 */
export const openProjections = async (settings: ProjectionsSettings): Promise<Projections> => {
  const { openSqliteProjections } = await import('./sqlite/sqlite-projections.ts');
  return openSqliteProjections(settings.folder, settings.keptChanges ?? 100_000);
};
