import { closeSync, openSync, writeSync } from 'node:fs';

/** A command as it is sent, again too: the id stays the same. */
export type Wish = {
  readonly commandId: string;
  readonly tenant: string;
  readonly account: string;
  readonly field: 'openTicket' | 'addNote' | 'receiveMessage';
  readonly input: { readonly [name: string]: unknown };
  /** The ticket that it speaks of; null for a new one. */
  readonly ticketId: string | null;
  /** Whether the ticket is another tenant's: such a wish must be refused. */
  readonly foreign: boolean;
};

/** What came of a wish. Nobody knows what came of one that was not answered. */
export type Answer =
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'acknowledged'; readonly ticketId: string; readonly revision: number }
  | { readonly kind: 'refused'; readonly code: string };

export type Entry = { readonly wish: Wish; readonly answer: Answer; readonly tries: number };

/** What was wished and what was answered, on paper as it comes. */
export type Ledger = {
  readonly sent: (wish: Wish) => void;
  readonly answered: (wish: Wish, answer: Answer) => void;
  readonly entries: () => readonly Entry[];
  /** The tickets of a tenant that are known to exist. */
  readonly tickets: (tenant: string) => readonly string[];
  readonly close: () => void;
};

export const openLedger = (file: string): Ledger => {
  const paper = openSync(file, 'a', 0o600);
  const entries = new Map<string, Entry>();
  const tickets = new Map<string, string[]>();
  const write = (line: object): void => void writeSync(paper, `${JSON.stringify(line)}\n`);
  return {
    sent: (wish) => {
      entries.set(wish.commandId, { wish, answer: { kind: 'unknown', why: 'not answered' }, tries: 0 });
      write({ at: Date.now(), sent: wish });
    },
    answered: (wish, answer) => {
      const tries = (entries.get(wish.commandId)?.tries ?? 0) + 1;
      entries.set(wish.commandId, { wish, answer, tries });
      write({ at: Date.now(), commandId: wish.commandId, answer });
      if (answer.kind !== 'acknowledged' || wish.field !== 'openTicket') return;
      tickets.set(wish.tenant, [...(tickets.get(wish.tenant) ?? []), answer.ticketId]);
    },
    entries: () => [...entries.values()],
    tickets: (tenant) => tickets.get(tenant) ?? [],
    close: () => closeSync(paper),
  };
};
