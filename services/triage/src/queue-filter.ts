import { isStaff, type Caller } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import type { TicketFilter } from './queue.graph.ts';
import type { QueueFilter, QueueRow } from './queue.projection.ts';

/** What is given of a filter, as the rows know it. */
export const filterOf = ({ unheld, ...filter }: TicketFilter): QueueFilter => {
  if (unheld && filter.holder != null)
    throw new Invalid('filter-contradicts', 'filter.unheld', 'either nobody has the ticket, or the holder');
  const given = Object.entries(filter).filter(([, value]) => value != null);
  return { ...Object.fromEntries(given), ...(unheld && { holder: null }) };
};

/** The clients that a caller may see, of those asked for; null when none is left. */
export const clientsFor = (
  caller: Caller,
  wanted: QueueFilter['client'],
): Pick<QueueFilter, 'client'> | null => {
  if (caller.clients === null) return wanted === undefined ? {} : { client: wanted };
  const asked = wanted === undefined ? caller.clients : [wanted].flat().map((client) => client ?? '');
  const left = asked.filter((client) => caller.clients?.includes(client));
  return left.length > 0 ? { client: left } : null;
};

/** The filter with the caller's scope in it: what is not theirs is not in the list, nor in its length. */
export const scoped = (caller: Caller, filter: QueueFilter): QueueFilter | null => {
  const clients = clientsFor(caller, filter.client);
  if (!clients) return null;
  if (isStaff(caller) || caller.roles.includes('client')) return { ...filter, ...clients };
  if (!caller.roles.includes('requester') || caller.person === null) return null;
  const own = filter.requester === undefined || [filter.requester].flat().includes(caller.person);
  return own ? { ...filter, ...clients, requester: caller.person } : null;
};

/** Whether a row is one that a caller would find under a filter: what a list asks its store, asked of one row. */
export const finds = (caller: Caller, filter: QueueFilter): ((row: QueueRow) => boolean) => {
  const own = scoped(caller, filter);
  if (!own) return () => false;
  const conditions = Object.entries({ ...own, tenant: caller.tenant });
  return (row) =>
    conditions.every(([field, wanted]) => {
      const value = row[field as keyof QueueRow];
      return Array.isArray(wanted) ? wanted.includes(value as never) : wanted === value;
    });
};
