import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import type { Caller, TenantId, Ticket } from '@relais/contracts';
import { PORTS, type Past, type Ports } from '@relais/nest';
import type { Table } from '@relais/projections';
import type { Learned } from './learned.ts';
import { counted, useModel, useProjection, type UseRow } from './use.projection.ts';

/** So many similar tickets are shown. */
const mostSimilar = 10;

/** What tickets tell of articles and of each other: kept by a projection, scoped in the store's own query. */
@Injectable()
export class Uses implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #table: Table<UseRow>;
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#table = ports.projections.table(useModel);
  }

  onApplicationBootstrap(): void {
    this.#running = runProjection({ ...this.#ports, projection: useProjection });
    this.#ports.processors.set(useModel.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(useModel.name);
  }

  /** On how many of a tenant's tickets an article was followed, or only on how many it helped. */
  async count(tenant: TenantId, article: string, helped?: 1): Promise<number> {
    const found = counted.map((nth) =>
      this.#table.counts(`article${nth}`, {
        ...{ tenant, [`article${nth}`]: article },
        ...(helped !== undefined && { [`helped${nth}`]: helped }),
      }),
    );
    return (await Promise.all(found)).flat().reduce((sum, { count }) => sum + count, 0);
  }

  /** The tickets of the same product and category that were resolved last, of those that the caller may see. */
  async similar(
    { tenant, clients }: Caller,
    { id, state: { product, category } }: Pick<Past<Ticket & Learned>, 'id' | 'state'>,
  ): Promise<readonly (readonly [id: string, row: UseRow])[]> {
    if (product === null || category === null) return [];
    const { rows } = await this.#table.page({
      where: { tenant, product, category, ...(clients && { client: clients }) },
      order: [{ field: 'resolvedAt', descending: true }],
      first: mostSimilar + 1,
    });
    return rows
      .flatMap(({ key, row }) => (row?.resolvedAt && key !== id ? [[key, row] as const] : []))
      .slice(0, mostSimilar);
  }
}
