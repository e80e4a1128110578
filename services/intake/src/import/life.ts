import { ticket, type Ticket, type TicketEvent } from '@relais/contracts';
import { step } from '@relais/kernel';
import type { Cells } from './columns.ts';
import type { WarningCode } from './import-texts.ts';

/** A client or product by the name that the log gives it. */
export type Named = { readonly name: string; readonly id: string };

/** What a log is waited for to say of a ticket: all that its next status depends on. */
type Standing = Pick<Ticket, 'status' | 'heldFor'>;

/** A ticket of the log while its rows are read: as little as there can be, for a log has many. */
export type Life = {
  readonly client: Named & { readonly queue: string };
  readonly product: Named | null;
  readonly person: string | null;
  standing: Standing;
  /** When its last row happened. */
  at: string;
  /** What was told of it: each contradiction once. */
  warned: readonly WarningCode[];
  /** The defects that were raised on it and are not fixed, the oldest first. */
  defects: readonly string[];
  /** The defect that was raised last, fixed or not. */
  defect: string | null;
  visit: string | null;
};

/** What is known of a name for a ticket: its life once something happened to it, and its row before. */
export type Known = { before: Cells | null; life: Life | null };

const none: readonly never[] = [];
const unopened: Standing = { status: 'unopened', heldFor: null };

/** A ticket of which nothing was said yet. */
export const begin = (of: Pick<Life, 'client' | 'product' | 'person' | 'at'>): Life => ({
  ...of,
  ...{ standing: unopened, warned: none, defects: none, defect: null, visit: null },
});

/** The ticket, one event further. */
export const live = (life: Life, type: TicketEvent['type'], data: object): void => {
  const stamp = { tenant: '', revision: 0, by: '', commandId: '', happenedAt: life.at, recordedAt: life.at };
  const before = { ...ticket.initial, ...life.standing };
  const { status, heldFor } = step(ticket, before, { type, data } as TicketEvent, stamp);
  if (status !== life.standing.status || heldFor !== life.standing.heldFor)
    life.standing = { status, heldFor };
};

/** The defect that a fact is about: a new one is raised, the one that waits longest is fixed. */
export const defectOf = (life: Life, type: string, fresh: () => string): string =>
  type === 'DefectRaised' ? fresh() : (life.defects[0] ?? life.defect ?? fresh());

/** The visit that a fact is about: a new one is scheduled, the last one is cancelled or done. */
export const visitOf = (life: Life, type: string, fresh: () => string): string =>
  type === 'VisitScheduled' ? fresh() : (life.visit ?? fresh());

/** Keeps what later facts of the ticket are about. */
export const remember = (life: Life, type: string, data: { readonly [field: string]: unknown }): void => {
  if (type === 'DefectRaised') {
    life.defect = String(data['defect']);
    life.defects = [...life.defects, life.defect];
  }
  if (type === 'DefectFixed') life.defects = life.defects.filter((defect) => defect !== data['defect']);
  if (type === 'VisitScheduled') life.visit = String(data['visit']);
};
