import { setImmediate as breath } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import type { TenantId } from '@relais/contracts';
import { PORTS, type Ports } from '@relais/nest';
import type { Table } from '@relais/projections';
import { LRUCache } from 'lru-cache';
import { articleModel, articleProjection, type ArticleRow } from './article.projection.ts';
import { mostShelved, shelf, type Shelf } from './shelf.ts';

/** A shelf and how far it has followed the changes of the rows. */
type Kept = { readonly shelf: Shelf; cursor: string };

/** So many articles are kept at hand, over all tenants; the shelf that was asked least recently is put away. */
const mostKept = 4 * mostShelved;

const batch = 500;

/** The articles as lists and searches find them: a shelf for each tenant, filled from the rows and kept as they change. */
@Injectable()
export class Shelves implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #table: Table<ArticleRow>;
  readonly #kept = new LRUCache<TenantId, Kept>({
    maxSize: mostKept,
    sizeCalculation: (kept) => kept.shelf.size() + 1,
  });
  readonly #filling = new Map<TenantId, Promise<Kept>>();
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#table = ports.projections.table(articleModel);
  }

  onApplicationBootstrap(): void {
    this.#running = runProjection({ ...this.#ports, projection: articleProjection });
    this.#ports.processors.set(articleModel.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(articleModel.name);
  }

  /** The rows of these articles, in this order. */
  async rows(ids: readonly string[]): Promise<readonly (readonly [id: string, row: ArticleRow])[]> {
    const found = await this.#table.get(ids);
    return ids.flatMap((id) => {
      const row = found.get(id)?.row;
      return row ? [[id, row] as const] : [];
    });
  }

  /** A tenant's shelf, with all that the rows hold by now. */
  async of(tenant: TenantId): Promise<Shelf> {
    const kept = this.#kept.get(tenant) ?? (await this.#fill(tenant));
    if (!(await this.#follow(tenant, kept))) {
      this.#kept.delete(tenant);
      return this.of(tenant);
    }
    // Its size may have changed.
    this.#kept.set(tenant, kept);
    return kept.shelf;
  }

  /** Once for all who wait for it. */
  async #fill(tenant: TenantId): Promise<Kept> {
    const filling = this.#filling.get(tenant) ?? this.#read(tenant);
    this.#filling.set(tenant, filling);
    try {
      return await filling;
    } finally {
      this.#filling.delete(tenant);
    }
  }

  async #read(tenant: TenantId): Promise<Kept> {
    const start = await this.#table.changes(null, 1);
    if (start === 'restart') return this.#read(tenant);
    const filled = shelf();
    const query = {
      where: { tenant },
      order: [{ field: 'updatedAt' as const, descending: true }],
      // An article takes about a millisecond to be put: others have their turn in between.
      first: 20,
    };
    let after: string | undefined;
    do {
      const { rows, cursors, more } = await this.#table.page({ ...query, after });
      for (const { key, row } of rows) filled.put(key, row);
      await breath();
      after = more ? cursors.at(-1) : undefined;
    } while (after !== undefined && filled.size() < mostShelved);
    return { shelf: filled, cursor: start.cursor };
  }

  /** False when the changes that were missed are no longer known. */
  async #follow(tenant: TenantId, kept: Kept): Promise<boolean> {
    const from = kept.cursor;
    const answer = await this.#table.changes(from, batch);
    if (answer === 'restart') return false;
    // Another request was faster: what it has put must not be overwritten by what came before.
    if (kept.cursor !== from) return this.#follow(tenant, kept);
    for (const { key, row } of answer.changes) if (row?.tenant === tenant) kept.shelf.put(key, row);
    kept.cursor = answer.cursor;
    return answer.changes.length < batch || this.#follow(tenant, kept);
  }
}
