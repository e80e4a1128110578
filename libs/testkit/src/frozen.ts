/** The same data, made unchangeable all the way down: a write to it throws. */
export const frozen = <T>(data: T): T => {
  if (typeof data === 'object' && data !== null && !Object.isFrozen(data)) {
    Object.freeze(data);
    Object.values(data).forEach(frozen);
  }
  return data;
};
