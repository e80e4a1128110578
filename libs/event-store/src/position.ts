/** A place in the order of the whole store, greater is later; 0 is before everything. Differs between engines, is no part of an event. */
export type Position = number;
