import type { DatabaseSync } from 'node:sqlite';

/** Where a stream ends; `hash` is null when its last event cannot be read any more. */
export type Standing = { readonly revision: number; readonly hash: string | null };

/** Of how many streams the writer remembers the end. */
const remembered = 20_000;

const hashIn = (text: string): string | null => {
  try {
    const { hash } = JSON.parse(text) as { readonly hash: unknown };
    return typeof hash === 'string' ? hash : null;
  } catch {
    return null;
  }
};

/** The ends of the streams, the most recently written ones in memory: only the writer ever moves them. */
export const openStandings = (db: DatabaseSync) => {
  const last = db.prepare(
    'SELECT revision, envelope FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1',
  );
  const kept = new Map<string, Standing>();
  const keep = (stream: string, { revision, hash }: Standing): void => {
    kept.delete(stream);
    // A part of a long text keeps the whole of it in memory; a copy does not.
    kept.set(stream, { revision, hash: hash && Buffer.from(hash, 'latin1').toString('latin1') });
    if (kept.size <= remembered) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  };
  const find = (stream: string): Standing | null => {
    const row = last.get(stream);
    return row ? { revision: Number(row['revision']), hash: hashIn(String(row['envelope'])) } : null;
  };
  return { keep, of: (stream: string): Standing | null => kept.get(stream) ?? find(stream) };
};
