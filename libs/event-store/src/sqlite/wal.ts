import { existsSync, readFileSync } from 'node:fs';
import { Fault } from '@relais/kernel';

// The layout of SQLite's write-ahead log: https://sqlite.org/fileformat2.html#the_write_ahead_log
const headerSize = 32;
const frameHeaderSize = 24;

type Sums = readonly [number, number];

/** What a header says of all frames behind it. */
type Log = { readonly bytes: Buffer; readonly pageSize: number; readonly bigEndian: boolean };

/** SQLite's own checksum, carried on from `seed`. */
const sumOf = ({ bytes, bigEndian }: Log, [from, to]: readonly [number, number], seed: Sums): Sums => {
  let [one, other] = seed;
  for (let at = from; at < to; at += 8) {
    const [left, right] = bigEndian
      ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
      : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    one = (one + left + other) >>> 0;
    other = (other + right + one) >>> 0;
  }
  return [one, other];
};

const sumsAt = ({ bytes }: Log, at: number): Sums => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
const same = ([one, other]: Sums, [left, right]: Sums): boolean => one === left && other === right;

/** `whole`: right by the checksum that the frame before it carries. `ends`: the last one of a transaction. */
type Frame = { readonly whole: boolean; readonly ends: boolean };

const framesOf = (log: Log): readonly Frame[] => {
  const { bytes, pageSize } = log;
  const size = frameHeaderSize + pageSize;
  const salts = sumsAt(log, 16);
  const count = Math.floor((bytes.length - headerSize) / size);
  return Array.from({ length: count }, (_, place) => {
    const at = headerSize + place * size;
    const seed = sumsAt(log, place === 0 ? 24 : at - size + 16);
    const head = sumOf(log, [at, at + 8], seed);
    const ours = same(sumsAt(log, at + 8), salts);
    const whole = ours && same(sumOf(log, [at + frameHeaderSize, at + size], head), sumsAt(log, at + 16));
    return { whole, ends: ours && bytes.readUInt32BE(at + 4) !== 0 };
  });
};

const isHeaderWhole = (log: Log): boolean => same(sumOf(log, [0, 24], [0, 0]), sumsAt(log, 24));

/** The first frame that is not whole though a transaction ends at or behind it and another one stands behind that end. */
const brokenIn = (frames: readonly Frame[]): number | null => {
  const first = frames.findIndex(({ whole }) => !whole);
  if (first < 0) return null;
  const end = frames.findIndex(({ ends }, place) => place >= first && ends);
  return end >= 0 && frames.slice(end + 1).some(({ whole }) => whole) ? first : null;
};

/**
 * Looks at the journal that a kill left beside the log, before SQLite does: SQLite takes the first broken frame for the end
 * and silently drops what was committed behind it. A commit waits for the disk, so only the last one can be torn; what is
 * broken before another commit is damage. Throws the Fault `store-damaged`.
 */
export const checkWal = (file: string): void => {
  const wal = `${file}-wal`;
  const bytes = existsSync(wal) ? readFileSync(wal) : Buffer.alloc(0);
  if (bytes.length < headerSize + frameHeaderSize) return;
  const log = { bytes, pageSize: bytes.readUInt32BE(8), bigEndian: (bytes.readUInt32BE(0) & 1) === 1 };
  if (!isHeaderWhole(log)) throw new Fault('store-damaged', `${wal} is damaged in its header`);
  const broken = brokenIn(framesOf(log));
  if (broken === null) return;
  const at = headerSize + broken * (frameHeaderSize + log.pageSize);
  throw new Fault(
    'store-damaged',
    `${wal} is damaged from byte ${at} on, and events that were kept stand behind it: nothing was changed; restore a copy of both files`,
  );
};
