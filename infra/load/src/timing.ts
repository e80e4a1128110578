/** How long answers took, in milliseconds: half of them at most `p50`, 99 of 100 at most `p99`. */
export type Timing = { readonly p50: number; readonly p95: number; readonly p99: number };

/**
 * The nearest-rank percentile: the smallest value that at least `percent` of 100 values do not exceed. No value is made
 * up between two that were measured. NaN when there is none.
 */
export const percentile = (sorted: ArrayLike<number>, percent: number): number => {
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(rank, 1) - 1] ?? NaN;
};

/** The percentiles of durations in any order. */
export const timingOf = (durations: Iterable<number>): Timing => {
  const sorted = Float64Array.from(durations).sort();
  return { p50: percentile(sorted, 50), p95: percentile(sorted, 95), p99: percentile(sorted, 99) };
};
