import type { Ticket } from '@relais/contracts';

/** Who has the ball: each second of a ticket's life belongs to exactly one of them. */
export const ballHolders = ['level-1', 'level-2', 'requester', 'client', 'vendor', 'nobody'] as const;
export type BallHolder = (typeof ballHolders)[number];

/**
 * Who must move next. A ticket on hold waits for whom it is held for, but a visit is the provider's own work;
 * a resolved one waits for the requester's word.
 */
export const ballHolder = ({
  status,
  heldFor,
  level,
}: Pick<Ticket, 'status' | 'heldFor' | 'level'>): BallHolder => {
  if (status === 'unopened' || status === 'closed') return 'nobody';
  if (status === 'resolved') return 'requester';
  return heldFor && heldFor !== 'visit' ? heldFor : `level-${level}`;
};
