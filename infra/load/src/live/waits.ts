/** A command on its way: when it was due, and the revision that it was answered with. */
type Command = { readonly due: number; revision: number | null };

/** How long it took from each command until a subscriber was told of a ticket that it had changed, in ms. */
export class Waits {
  readonly #commands = new Map<string, Command[]>();
  readonly #told = new Map<string, { readonly revision: number; readonly at: number }[]>();
  readonly #waits: number[] = [];

  get done(): readonly number[] {
    return this.#waits;
  }

  /** How many commands nobody was told of yet. */
  get left(): number {
    return [...this.#commands.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Sent when it was due; the answer may come later than the news. */
  async send(ticketId: string, due: number, command: () => Promise<number>): Promise<void> {
    const sent: Command = { due, revision: null };
    const all = this.#commands.get(ticketId) ?? [];
    this.#commands.set(ticketId, all);
    all.push(sent);
    sent.revision = await command();
    this.#settle(ticketId);
  }

  tell(ticketId: string, revision: number): void {
    const told = this.#told.get(ticketId) ?? [];
    this.#told.set(ticketId, told);
    told.push({ revision, at: performance.now() });
    this.#settle(ticketId);
  }

  /** The first thing told that is not older than what a command has left is the news of it. */
  #settle(ticketId: string): void {
    const told = this.#told.get(ticketId) ?? [];
    const all = this.#commands.get(ticketId) ?? [];
    const waiting = all.filter(({ due, revision }) => {
      const news = revision === null ? undefined : told.find((one) => one.revision >= revision);
      if (news) this.#waits.push(news.at - due);
      return !news;
    });
    this.#commands.set(ticketId, waiting);
  }
}
