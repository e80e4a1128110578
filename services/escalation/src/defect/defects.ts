import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import {
  inScope,
  isStaff,
  type Caller,
  type DefectId,
  type ProductId,
  type TicketId,
} from '@relais/contracts';
import { Fault, Invalid } from '@relais/kernel';
import { tenantKey } from '@relais/keys';
import { PORTS, type Asking, type Ports } from '@relais/nest';
import type { Filter, Table, Version } from '@relais/projections';
import { Dossiers } from '../dossiers.ts';
import type { Defect, DefectPage, Ticket } from '../ticket.graph.ts';
import type { Defect as Known } from './defect.decider.ts';
import { defectRows, defectsProjection, type DefectRow } from './defects.projection.ts';

type Wanted = {
  readonly product: ProductId | null;
  readonly first: number;
  readonly after: string | undefined;
};

/** Where a page ended: the last defect shown, and the cursor of the row before its row. */
type Place = { readonly before: string | undefined; readonly shown: DefectId | null };

/** A defect of a page that is being gathered. */
type Found = { readonly known: Known; readonly row: Version<DefectRow>; readonly before: string | undefined };

/** Where a defect was met, and whose product has it. */
type Met = { readonly ticketId: TicketId; readonly vendor: string | null };

/** A defect as the graph shows it; what it does not say of its product, its ticket says. */
export const defectOf = (
  known: Known,
  { product, ticket }: { readonly product: ProductId | null; readonly ticket: Ticket | null },
): Defect => {
  const id = known.product ?? product;
  return { ...known, product: id === null ? null : { id }, ticket };
};

/** What a caller may see of all defects; null for nothing at all. */
const scopeOf = ({ roles, clients, vendor }: Caller): Filter<DefectRow> | null => {
  const ofClients = clients === null ? {} : { client: clients };
  if (isStaff({ roles })) return ofClients;
  if (roles.includes('client')) return clients === null ? null : ofClients;
  return roles.includes('vendor') && vendor !== null ? { ...ofClients, vendor } : null;
};

/** A ticket has one product; what an import says of another one is nothing for the vendor of the first. */
const seenBy = (caller: Caller, row: DefectRow | null): readonly Known[] =>
  (row?.defects ?? []).filter(
    ({ product }) => isStaff(caller) || product === null || product === row?.product,
  );

const unreadable = () =>
  new Invalid('after-unreadable', 'after', 'this cursor was not given by a former page');

/** The defects of all tickets: kept by a projection, scoped in the store's own query. */
@Injectable()
export class Defects implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #dossiers: Dossiers;
  readonly #table: Table<DefectRow>;
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports, dossiers: Dossiers) {
    this.#ports = ports;
    this.#dossiers = dossiers;
    this.#table = ports.projections.table(defectRows);
  }

  onApplicationBootstrap(): void {
    const projection = defectsProjection(this.#ports.histories);
    this.#running = runProjection({ ...this.#ports, projection });
    this.#ports.processors.set(defectRows.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(defectRows.name);
  }

  /** The defects of the latest tickets first, of one ticket in the order in which they were raised. */
  async page(asking: Asking, { product, first, after }: Wanted): Promise<DefectPage> {
    if (first < 1) throw new Invalid('page-too-small', 'first', 'a page has at least one defect');
    if (first > 100) throw new Invalid('page-too-large', 'first', 'a page has at most 100 defects');
    const { caller } = asking;
    const scope = scopeOf(caller);
    if (!scope) return { nodes: [], next: null };
    const where = { ...scope, tenant: caller.tenant, raised: ['one', 'several'] as const };
    const wanted = { ...where, ...(product !== null && { product }) };
    const place = await this.#placeIn(caller, wanted, after);
    const found = await this.#gather(caller, wanted, place, first + 1);
    const shown = found.slice(0, first);
    const last = found.length > first ? shown.at(-1) : undefined;
    const end = last && { before: last.before, shown: last.known.id };
    return {
      nodes: shown.map(({ known, row }) => this.#node(asking, known, row)),
      next: end ? await this.#cursorOf(caller, wanted, end) : null,
    };
  }

  /** Where a defect was met, if the caller may see it; what was raised a moment ago is waited for. */
  async met({ caller }: Asking, id: DefectId): Promise<Met | null> {
    const found = await this.#met(caller, id);
    if (found) return found;
    await this.#running?.waitFor({ position: await this.#ports.store.head() });
    return this.#met(caller, id);
  }

  async #met(caller: Caller, id: DefectId): Promise<Met | null> {
    const { tenant } = caller;
    const only = { where: { tenant, first: id }, order: [], first: 100 };
    const firsts = (await this.#table.page(only)).rows;
    const mine =
      firsts.find((version) => holds(caller, version, id)) ?? (await this.#amongSeveral(caller, id));
    return mine ? { ticketId: mine.key, vendor: mine.row?.vendor ?? null } : null;
  }

  /** Few tickets have more than one defect: these are looked through. */
  async #amongSeveral(caller: Caller, id: DefectId): Promise<Version<DefectRow> | null> {
    for await (const versions of this.#table.scan({ tenant: caller.tenant, raised: 'several' })) {
      const found = versions.find((version) => holds(caller, version, id));
      if (found) return found;
    }
    return null;
  }

  /** At least so many, if there are, after a place. */
  async #gather(
    caller: Caller,
    where: Filter<DefectRow>,
    place: Place,
    count: number,
  ): Promise<readonly Found[]> {
    const order = [{ field: 'raisedAt', descending: true }] as const;
    const found: Found[] = [];
    let { before } = place;
    for (let more = true; more && found.length < count;) {
      const page = await this.#table.page({ where, order, first: Math.min(count, 100), after: before });
      for (const [at, row] of page.rows.entries()) {
        const further = beyond(seenBy(caller, row.row), place.shown);
        found.push(...further.map((known) => ({ known, row, before })));
        before = page.cursors[at];
      }
      more = page.more;
    }
    return found;
  }

  #node(asking: Asking, known: Known, { key, row, revision }: Version<DefectRow>): Defect {
    const ticket = isStaff(asking.caller) ? this.#dossiers.listed(asking, key, revision) : null;
    return defectOf(known, { product: row?.product ?? null, ticket });
  }

  /** Sealed, for a row's own cursor names its ticket, which is nothing for a vendor. */
  async #cursorOf({ tenant }: Caller, wanted: Filter<DefectRow>, { before, shown }: Place): Promise<string> {
    const { keys } = this.#ports;
    const key = await keys.ready([tenantKey(tenant)]);
    await keys.keep(key);
    return (await keys.seal(key, JSON.stringify([JSON.stringify(wanted), before ?? null, shown]))).box;
  }

  /** Where a former page of the very same list ended. */
  async #placeIn({ tenant }: Caller, wanted: Filter<DefectRow>, after: string | undefined): Promise<Place> {
    if (after === undefined) return { before: undefined, shown: null };
    const [of, before, shown] = await this.#opened(tenant, after);
    if (of !== JSON.stringify(wanted) || shown === undefined) throw unreadable();
    return { before: before ?? undefined, shown };
  }

  async #opened(tenant: string, box: string): Promise<readonly (string | null)[]> {
    try {
      const clear = await this.#ports.keys.open({ kid: tenantKey(tenant), box });
      return JSON.parse(clear ?? '[]') as readonly (string | null)[];
    } catch (error) {
      if (error instanceof Fault && error.code === 'box-damaged') throw unreadable();
      throw error;
    }
  }
}

/** Whether a row has this defect, and is the caller's. */
const holds = (caller: Caller, { row }: Version<DefectRow>, id: DefectId): boolean =>
  row !== null && inScope(caller, row) && seenBy(caller, row).some((known) => known.id === id);

/** What comes after a defect, where it is one of them. */
const beyond = (defects: readonly Known[], shown: DefectId | null): readonly Known[] =>
  defects.slice(defects.findIndex(({ id }) => id === shown) + 1);
