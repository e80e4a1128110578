import type { AgentId, TenantId } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import type { Keys } from '@relais/keys';
import type { Projections } from '@relais/projections';
import type { Bus, Running, RunningProjection } from '@relais/bus';
import type { Histories } from './histories.ts';

/** What the issuer's directory knows of an agent. */
export type Agent = { readonly id: AgentId; readonly level: 1 | 2 | null };

/** The issuer's directory of accounts, handed in with the rules. */
export type Directory = { readonly agent: (tenant: TenantId, id: AgentId) => Promise<Agent | null> };

/** What a service stands on, made once by the deployable and handed in by value. */
export type Ports = {
  readonly store: EventStore;
  /** The streams of the store as they are read. */
  readonly histories: Histories;
  readonly keys: Keys;
  readonly projections: Projections;
  readonly bus: Bus;
  readonly directory: Directory;
  /** What runs behind the services, by name: they add themselves; health, metrics and the operator look. */
  readonly processors: Map<string, Pick<Running, 'standing'> & Partial<RunningProjection>>;
  /** The instant, ISO 8601 UTC with milliseconds. */
  readonly clock: () => string;
  /** The IANA zone in which days begin for figures over a period, unless a caller names another one. */
  readonly zone: string;
};

/** Where a resolver finds its ports: `@Inject(PORTS)`. */
export const PORTS = Symbol('relais:ports');
