import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import type { QueueId } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { PORTS, type Asking, type Ports } from '@relais/nest';
import type { Table } from '@relais/projections';
import { Dossiers } from '../dossiers.ts';
import type { HandOverPage } from '../ticket.graph.ts';
import { handOverQuery, handOvers, handOversProjection, type HandOverRow } from './hand-overs.projection.ts';

type Wanted = { readonly first: number; readonly after: string | undefined };

/** The hand-over queues: kept by a projection, scoped in the store's own query. */
@Injectable()
export class HandOvers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #dossiers: Dossiers;
  readonly #table: Table<HandOverRow>;
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports, dossiers: Dossiers) {
    this.#ports = ports;
    this.#dossiers = dossiers;
    this.#table = ports.projections.table(handOvers);
  }

  onApplicationBootstrap(): void {
    this.#running = runProjection({ ...this.#ports, projection: handOversProjection });
    this.#ports.processors.set(handOvers.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(handOvers.name);
  }

  /** Each ticket as it stood when its row was written: a list agrees with what it shows. */
  async page(asking: Asking, queue: QueueId | null, { first, after }: Wanted): Promise<HandOverPage> {
    if (first < 1) throw new Invalid('page-too-small', 'first', 'a page has at least one ticket');
    const { tenant, clients } = asking.caller;
    const query = handOverQuery(tenant, queue, clients === null ? {} : { client: clients });
    const { rows, cursors, more } = await this.#table.page({ ...query, first, after });
    const nodes = rows.map(({ key, revision }) => this.#dossiers.listed(asking, key, revision));
    return { nodes, next: more ? (cursors.at(-1) ?? null) : null };
  }
}
