import type { Ticket } from '@relais/contracts';
import type { FieldType } from './projections.ts';

/** The life of a ticket as columns: of every model whose row is a ticket and what its service adds to it. */
export const ticketFields = {
  status: 'text',
  level: 'number',
  kind: 'text',
  holder: 'text',
  heldSince: 'text',
  queue: 'text',
  home: 'text',
  heldFor: 'text',
  client: 'text',
  requester: 'text',
  product: 'text',
  resolvedAt: 'text',
  closedAt: 'text',
} as const satisfies { readonly [F in keyof Ticket]: FieldType };
