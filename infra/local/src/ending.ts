/** Undoes what was begun, last first; one failure does not keep the others from ending. */
export class Ending {
  readonly #ends: (() => Promise<unknown>)[] = [];

  add(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  readonly run = async (): Promise<void> => {
    const failed: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse())
      await end().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  };
}

/** Starts something; what was begun is undone in the end, or when the rest of it fails. */
export const startingWith = async (
  begin: (ending: Ending) => Promise<string>,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const ending = new Ending();
  try {
    return { url: await begin(ending), stop: ending.run };
  } catch (error) {
    await ending.run().catch(() => undefined);
    throw error;
  }
};
