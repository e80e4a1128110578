import { ticket, type StreamName, type Ticket, type TicketEvent } from '@relais/contracts';
import { step } from '@relais/kernel';
import type { Cells } from './columns.ts';
import type { WarningCode } from './import-texts.ts';

/** A client or product by the name that the log gives it. */
export type Named = { readonly name: string; readonly id: string };

/** A ticket of the log while its rows are read. */
export type Life = {
  readonly stream: StreamName;
  readonly client: Named & { readonly queue: string };
  readonly product: Named | null;
  readonly person: string | null;
  /** Its place among the tickets of the log, for its number. */
  readonly place: number;
  ticket: Ticket;
  /** When its last row happened. */
  at: string;
  /** What was told of it: each contradiction once. */
  readonly warned: Set<WarningCode>;
  /** The defects that were raised on it, and how many of them were fixed. */
  readonly defects: string[];
  fixed: number;
  visit: string | null;
};

/** What is known of a name for a ticket: its life once something happened to it, and its row before. */
export type Known = { before: Cells | null; life: Life | null };

/** The ticket, one event further. The life of a ticket asks for no more of the stamp than when it was. */
export const live = (life: Life, type: TicketEvent['type'], data: object): void => {
  const stamp = { tenant: '', revision: 0, by: '', commandId: '', happenedAt: life.at, recordedAt: life.at };
  life.ticket = step(ticket, life.ticket, { type, data } as TicketEvent, stamp);
};

/** The defect that a fact is about: a new one is raised, the one that waits longest is fixed. */
export const defectOf = (life: Life, type: string, fresh: () => string): string => {
  if (type === 'DefectRaised') return fresh();
  return life.defects[life.fixed] ?? life.defects.at(-1) ?? fresh();
};

/** The visit that a fact is about: a new one is scheduled, the last one is cancelled or done. */
export const visitOf = (life: Life, type: string, fresh: () => string): string =>
  type === 'VisitScheduled' ? fresh() : (life.visit ?? fresh());

/** Keeps what later facts of the ticket are about. */
export const remember = (life: Life, type: string, data: { readonly [field: string]: unknown }): void => {
  if (type === 'DefectRaised') life.defects.push(String(data['defect']));
  if (type === 'DefectFixed') life.fixed += 1;
  if (type === 'VisitScheduled') life.visit = String(data['visit']);
};
