/**
 * Past versions are found by how long they were in force: a class holds those of up to so many ms, four times as long as
 * in the class before. Of one class only those that ended soon after an instant can have been in force at
 * it, so hardly more is looked at than was, however long the history. The last class is longer than all time.
 */
export const classes = Array.from({ length: 28 }, (_, place) => 4 ** place);

/** The class of a version; null when it was in force at no instant of that time: of equal times only the last counts. */
export const spanOf = (from: number, to: number): number | null =>
  to > from ? classes.findIndex((longest) => to - from <= longest) : null;
