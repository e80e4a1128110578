/** A fact: its type never changes its name, its data is plain JSON. */
export type Event<Type extends string = string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data;
};

/** A wish: it may be refused. */
export type Command<Type extends string = string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data;
};

/** The member of a union that has this type. */
export type Of<Union extends { readonly type: string }, Type extends Union['type']> = Extract<
  Union,
  { readonly type: Type }
>;

/** What a fold may know of an event besides its data. Times are ISO 8601 UTC with milliseconds. */
export type Stamp = {
  /** The provider's space that the stream belongs to. */
  readonly tenant: string;
  readonly revision: number;
  /** The actor that did it. */
  readonly by: string;
  /** Whom the actor acted for, when it acted for somebody. */
  readonly onBehalfOf?: string;
  /** When it happened in the world. */
  readonly happenedAt: string;
  /** When the store accepted it. */
  readonly recordedAt: string;
  readonly commandId: string;
  /** The versions of the rules that the decision used, by their names. */
  readonly rules?: { readonly [name: string]: string | number };
  /** Only of what was imported: which file, which line, and whether the import inferred it. */
  readonly source?: { readonly batch: string; readonly line: number; readonly inferred?: true };
};
