import type {
  AgentId,
  ClientId,
  ContractTerms,
  HoldReason,
  Priority,
  TenantId,
  Ticket,
  TicketEvent,
} from '@relais/contracts';
import { extend, type Fold, type Stamp } from '@relais/kernel';
import { deadlines, isMissed, type SlaTerms, type Timed } from '../sla/deadlines.ts';

/** What a contract says that the KPIs are judged by. */
export type KpiContract = SlaTerms & Pick<ContractTerms, 'visitCategories'>;

/** The contract that a client of a tenant signed in a version; null when there is no such one. */
export type KpiContractOf = (tenant: TenantId, client: ClientId, version: number) => KpiContract | null;

/** One time that a ticket was resolved: when, by whom, and when it was reopened afterwards (null: never). ISO 8601 UTC. */
export type Resolution = {
  readonly at: string;
  readonly by: AgentId;
  /** False: somebody had to go on site. */
  readonly remotely: boolean;
  /** Whether the first response and this resolution came before their deadlines; null for a ticket that has none. */
  readonly inTime: boolean | null;
  readonly undoneAt: string | null;
};

/** One time that a ticket was put on hold. */
export type Hold = { readonly at: string; readonly for: HoldReason };

/** What the KPIs know of a ticket besides its life; all instants are those at which things happened, ISO 8601 UTC. */
type Facts = {
  readonly openedAt: string | null;
  /** The opening, and each message of the requester: how often they had to come. */
  readonly contacts: number;
  readonly category: string | null;
  /** Null until the ticket is classified. */
  readonly priority: Priority | null;
  /** Whether its category is one of those that usually need a visit, by the contract that was in force when it was opened. */
  readonly usuallyVisited: boolean;
  readonly holds: readonly Hold[];
  readonly resolutions: readonly Resolution[];
  readonly reopenings: readonly string[];
  /** Each time that the ticket became closed: a closing of a closed ticket is none. */
  readonly closings: readonly string[];
  /** When it first left level 1: a hand-over was offered, a defect raised or a visit scheduled. */
  readonly handedOverAt: string | null;
  /** When a technician was first on site. */
  readonly visitedAt: string | null;
};

/** A ticket as the KPIs see it: all that ever counts of its history, in plain data. */
export type TicketRecord = Ticket & Timed & Facts;

const contact = ({ contacts }: Facts): Partial<Facts> => ({ contacts: contacts + 1 });

const handedOver = ({ handedOverAt }: Facts, _: unknown, { happenedAt }: Stamp): Partial<Facts> => ({
  handedOverAt: handedOverAt ?? happenedAt,
});

/** Reopening undoes every resolution that stood. */
const undone = (resolutions: readonly Resolution[], undoneAt: string): readonly Resolution[] =>
  resolutions.map((resolution) => (resolution.undoneAt === null ? { ...resolution, undoneAt } : resolution));

const inTime = ({ sla }: Timed, at: string): boolean | null =>
  sla && !isMissed(sla.response, at) && !isMissed(sla.resolution, at);

const initial: Facts = {
  openedAt: null,
  contacts: 0,
  category: null,
  priority: null,
  usuallyVisited: false,
  holds: [],
  resolutions: [],
  reopenings: [],
  closings: [],
  handedOverAt: null,
  visitedAt: null,
};

/** A ticket's events to its record, on any history; `contractOf` is asked for the contract that was pinned at its opening. */
export const ticketRecord = (contractOf: KpiContractOf): Fold<TicketRecord, TicketEvent> => {
  const isUsuallyVisited = ({ client, sla }: Ticket & Timed, tenant: TenantId, category: string): boolean => {
    const contract = sla && client !== null ? contractOf(tenant, client, sla.contract) : null;
    return contract?.visitCategories?.includes(category) ?? false;
  };
  return extend<Ticket & Timed, Facts, TicketEvent>(deadlines(contractOf), {
    initial,
    evolve: {
      TicketOpened: (record, _, { happenedAt }) => ({
        ...contact(record),
        openedAt: record.openedAt ?? happenedAt,
      }),
      MessageReceived: contact,
      TicketClassified: (record, { category, priority }, { tenant }) => ({
        ...{ category, priority, usuallyVisited: isUsuallyVisited(record, tenant, category) },
      }),
      TicketHeld: ({ holds }, data, { happenedAt }) => ({
        holds: [...holds, { at: happenedAt, for: data.for }],
      }),
      HandOverOffered: handedOver,
      DefectRaised: handedOver,
      VisitScheduled: handedOver,
      VisitDone: ({ visitedAt }, _, { happenedAt }) => ({ visitedAt: visitedAt ?? happenedAt }),
      TicketResolved: (record, { remotely }, { by, happenedAt: at }) => ({
        resolutions: [
          ...record.resolutions,
          { at, by, remotely, inTime: inTime(record, at), undoneAt: null },
        ],
      }),
      TicketReopened: ({ reopenings, resolutions }, _, { happenedAt }) => ({
        reopenings: [...reopenings, happenedAt],
        resolutions: undone(resolutions, happenedAt),
      }),
      TicketClosed: ({ status, closings }, _, { happenedAt }) => ({
        closings: status === 'closed' ? closings : [...closings, happenedAt],
      }),
    },
  });
};

/** Whom a ticket's figures are put down to: who resolved it last, or who has it. */
export const agentOf = ({ resolutions, holder }: TicketRecord): AgentId | null =>
  resolutions.at(-1)?.by ?? holder;
