/** The version that events name in `rules.reopening`. */
export const reopening = { version: 1, days: 30 } as const;

const day = 24 * 3_600_000;

/** Whether `days` days of 24 hours have passed between two ISO 8601 instants. */
export const daysPassed = (since: string, at: string, days: number): boolean =>
  Date.parse(at) - Date.parse(since) > days * day;

/** The instant `days` days of 24 hours after another one, ISO 8601 UTC. */
export const daysAfter = (since: string, days: number): string => new Date(Date.parse(since) + days * day).toISOString();
