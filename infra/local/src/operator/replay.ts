import type { TenantId } from '@relais/contracts';
import { validate } from 'uuid';
import { operatorOf, type No, type Operator } from './operator.ts';

/** A ticket and the tenant that it belongs to. */
export type Found = { readonly tenant: TenantId; readonly id: string };

const byId = `query ($id: ID!) { ticket(id: $id) { id } }`;
const byFilter = `query ($filter: TicketFilter!, $atLeast: AtLeast) {
  tickets(filter: $filter, first: 2, atLeast: $atLeast) { nodes { id } }
}`;

const whole = `query ($id: ID!, $asOf: AsOf, $after: String) {
  ticket(id: $id, asOf: $asOf) {
    id number openingKind reference channel openedAt subject { text erased } description { text erased }
    equipment { text erased } client { id name } product { id name } requester { id name { text erased } forgotten }
    confirmed reopenings messages { received channel text { text erased } by at } notes { text { text erased } by at }
    revision status level holder heldSince queue heldFor heldUntil kind category impact urgency priority
    answers { question answer { text erased } by at } diagnosis { words { text erased } by at }
    steps { step { text erased } outcome by at }
    resolution { code cause remotely solution { text erased } by at } resolvedAt closedAt ballHolder
    deadlines { response { dueAt metAt missed } resolution { dueAt metAt missed } }
    handOver { queue waiting acceptedBy acceptedAt by at } survey { status score sentAt }
    events(first: 100, after: $after) {
      next
      events { revision type happenedAt recordedAt by onBehalfOf data rules hash }
    }
  }
}`;

type Whole = { readonly events: { readonly next: string | null; readonly events: readonly unknown[] } };

const idsIn = async (operator: Operator, tenant: TenantId, written: string): Promise<readonly Found[]> => {
  if (validate(written)) {
    const { data } = await operator.federation.ask(byId, { id: written }, operatorOf(tenant));
    return (data?.['ticket'] as object | null) ? [{ tenant, id: written }] : [];
  }
  const reference = written.startsWith('ref:') ? written.slice('ref:'.length) : null;
  const filter = reference === null ? { number: written } : { reference };
  const atLeast = { position: await operator.store.head() };
  const { data } = await operator.federation.ask(byFilter, { filter, atLeast }, operatorOf(tenant));
  const { nodes } = (data?.['tickets'] ?? { nodes: [] }) as {
    readonly nodes: readonly { readonly id: string }[];
  };
  return nodes.map(({ id }) => ({ tenant, id }));
};

/** The tickets of these tenants that an id, a number (R-20417) or `ref:EXTERNAL` means. */
export const findTicket = async (
  operator: Operator,
  tenants: readonly TenantId[],
  written: string,
): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const tenant of tenants) found.push(...(await idsIn(operator, tenant, written)));
  return found;
};

/** A ticket as it was, and the events that led there. */
export const replayTicket = async (
  operator: Operator,
  { tenant, id }: Found,
  asOf: string | null,
): Promise<object | No> => {
  const events: unknown[] = [];
  let after: string | null = null;
  for (;;) {
    const { data, errors } = await operator.federation.ask(whole, { id, asOf, after }, operatorOf(tenant));
    const [error] = errors ?? [];
    if (error) return { status: 404, error: { code: 'unreadable', text: error.message } };
    const shown = data?.['ticket'] as (Whole & object) | null | undefined;
    if (!shown) return { status: 404, error: { code: 'not-yet', text: 'The ticket did not exist then.' } };
    events.push(...shown.events.events);
    after = shown.events.next;
    const { events: _, ...ticket } = shown;
    if (after === null) return { tenant, asOf, ticket, events };
  }
};
