import { streamOf, type Language, type StreamName } from '@relais/contracts';
import type { Cells } from './columns.ts';
import type { Fact } from './fact.ts';
import type { Named } from './life.ts';
import type { Makers } from './makers.ts';
import { clientStream, namedId, requesterId, type Origin } from './names.ts';
import type { Plan } from './plan.ts';
import { idLike, isBad, type Bad } from './values.ts';

/** Where and when a row says something. */
export type Place = { readonly line: number; readonly at: string };

type Client = Named & { readonly queue: string };

/** Clients, products, requesters and agents as they appear in a log, each registered at its first row. */
export class Registry {
  readonly #origin: Origin;
  readonly #plan: Plan;
  readonly #makers: Makers;
  readonly #clients = new Map<string, Client>();
  readonly #products = new Map<string, Named>();
  readonly #requesters = new Map<string, Promise<string>>();
  readonly #agents = new Map<string, 1 | 2>();

  constructor(origin: Origin, plan: Plan, makers: Makers) {
    this.#origin = origin;
    this.#plan = plan;
    this.#makers = makers;
  }

  get counts(): { readonly clients: number; readonly products: number } {
    return { clients: this.#clients.size, products: this.#products.size };
  }

  get agents(): readonly { readonly id: string; readonly level: 1 | 2 }[] {
    return [...this.#agents].map(([id, level]) => ({ id, level }));
  }

  /** Who did what a row says; null when it names nobody and the mapping does not either. */
  agent(cells: Cells): string | Bad | null {
    const { id, level, absent } = this.#plan.agent;
    const agent = idLike(id(cells));
    if (agent === '') return absent;
    if (this.#agents.has(agent)) return agent;
    const found = level(cells);
    if (isBad(found)) return found;
    this.#agents.set(agent, found === 2 ? 2 : 1);
    return agent;
  }

  /** The client of a row; null when it names none. */
  client(cells: Cells, place: Place, add: (fact: Fact) => void): Client | null {
    const { client } = this.#plan;
    const name = client.name(cells);
    const known = this.#clients.get(name);
    if (known || name === '') return known ?? null;
    const found = { name, id: namedId(this.#origin, 'client', name), queue: idLike(client.queue(cells)) };
    this.#clients.set(name, found);
    const event = { type: 'ClientRegistered', data: { name, queue: found.queue } } as const;
    const stream = clientStream(this.#origin, found.id);
    add({ ...this.#begun(stream, place), client: found.id, event });
    return found;
  }

  product(cells: Cells, place: Place, add: (fact: Fact) => void): Named | null {
    const { product } = this.#plan;
    const name = product?.name(cells) ?? '';
    const known = this.#products.get(name);
    if (!product || known || name === '') return known ?? null;
    const found = { name, id: namedId(this.#origin, 'product', name) };
    this.#products.set(name, found);
    const data = { vendor: product.vendor(cells), name, versions: [] };
    const stream = streamOf('product', this.#origin.tenant, found.id);
    add({ ...this.#begun(stream, place), event: { type: 'ProductRegistered', data } });
    return found;
  }

  async requester(
    cells: Cells,
    client: string,
    place: Place,
    add: (fact: Fact) => void,
  ): Promise<string | null> {
    const { requester } = this.#plan;
    const name = requester?.name(cells) ?? '';
    if (!requester || name === '') return null;
    const key = `${client}\n${requester.key(cells)}`;
    const known = this.#requesters.get(key);
    if (known) return known;
    const finding = this.#makers
      .blind(client, requester.key(cells))
      .then((blind) => requesterId(this.#origin, blind));
    this.#requesters.set(key, finding);
    const id = await finding;
    add({
      ...this.#begun(streamOf('person', this.#origin.tenant, id), place),
      client,
      event: this.#registered(id, client, name, requester.language),
    });
    return id;
  }

  #registered(id: string, client: string, name: string, language: Language): Fact['event'] {
    const stream = streamOf('person', this.#origin.tenant, id);
    const draft = { type: 'PersonRegistered', data: { client, language, claims: [] }, sealed: { name } };
    return this.#makers.sealed({ stream, client, person: null }, draft);
  }

  #begun(stream: StreamName, { line, at }: Place): Omit<Fact, 'event'> {
    return { stream, line, at, by: this.#origin.actor, begins: true };
  }
}
