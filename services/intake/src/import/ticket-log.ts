import type { StreamName } from '@relais/contracts';
import type { Cells } from './columns.ts';
import type { Fact } from './fact.ts';
import type { Values, WarningCode } from './import-texts.ts';
import { leftOut, type LeftOut } from './left-out.ts';
import { begin, defectOf, live, remember, visitOf, type Known, type Life } from './life.ts';
import type { Makers } from './makers.ts';
import { namelessId, ticketStream, type Origin } from './names.ts';
import type { Filled, FilledFact, Plan } from './plan.ts';
import type { Place, Registry } from './registry.ts';
import { unusable, isBad, type Bad } from './values.ts';

/** What is told of a row besides its facts. */
export type Warning = { readonly warning: WarningCode; readonly values: Values };

/** What became of a row. */
export type Heard = { readonly facts: readonly Fact[]; readonly warnings: readonly Warning[] };

/** A row that can be read, and that the mapping can make something of. */
type Said = Place & { readonly cells: Cells; readonly by: string; readonly facts: readonly FilledFact[] };

type Hearing = { readonly facts: Fact[]; readonly warnings: Warning[] };
type Data = { readonly [field: string]: unknown };
/** What the opening of a ticket says, when the row is its first one, and its place among the tickets of the log. */
type Opening = Filled & { readonly place: number };
/** A fact that is about to be told of a stream. */
type Telling = FilledFact & {
  readonly stream: StreamName;
  readonly opening: Opening;
  readonly inferred?: boolean;
};

type Options = {
  readonly origin: Origin;
  readonly plan: Plan;
  readonly makers: Makers;
  readonly registry: Registry;
  /** The server's clock: nothing of a log happened later. */
  readonly now: () => string;
};

const nothingMore: Filled = { data: {}, sealed: {}, own: [] };
const nothing: Cells = [];
const openBefore: Opening = { ...nothingMore, place: -1 };

/** What an inferred fact says. */
const meant: { readonly [T in LeftOut]: Filled } = {
  TicketOpened: nothingMore,
  TicketResumed: nothingMore,
  TicketReopened: { ...nothingMore, data: { why: 'worked-on' } },
};

/** Turns the rows of a log, in their order, into facts with all that the log leaves out. */
export class TicketLog {
  readonly #options: Options;
  readonly #tickets = new Map<string, Known>();
  #places = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many tickets have begun. */
  get begun(): number {
    return this.#places;
  }

  async hear(line: number, cells: Cells): Promise<Heard | Bad> {
    const { plan } = this.#options;
    const key = plan.ticket(cells);
    if (cells.length !== plan.width)
      return unusable('columns-wrong', { found: cells.length, expected: plan.width });
    if (key === '') return unusable('ticket-missing');
    const known = this.#tickets.get(key) ?? { before: null, life: null };
    const said = this.#said(line, cells, known);
    if (isBad(said)) return said;
    const heard = await this.#tell(key, known, said);
    if (isBad(heard)) return heard;
    known.before = plan.watch.length > 0 ? plan.watch.map((column) => cells[column] ?? '') : nothing;
    this.#tickets.set(key, known);
    return heard;
  }

  #said(line: number, cells: Cells, { before }: Known): Said | Bad {
    const { plan, registry, now } = this.#options;
    const value = plan.time.text(cells);
    const at = plan.time.at(value);
    if (at === null) return unusable('time-unreadable', { value });
    if (at > now()) return unusable('time-ahead', { value });
    const facts = plan.facts({ cells, before });
    if (facts === null) return unusable('no-rule');
    if (isBad(facts)) return facts;
    const by = registry.agent(cells);
    if (isBad(by)) return by;
    return by === null ? unusable('agent-missing') : { line, at, cells, by, facts };
  }

  /** What a row says, once it is known that it says something. */
  async #tell(key: string, known: Known, said: Said): Promise<Heard | Bad> {
    const heard: Hearing = { facts: [], warnings: [] };
    if (said.facts.length === 0) return heard;
    let opening = openBefore;
    if (!known.life) {
      const begun = await this.#begin(said, heard);
      if (isBad(begun)) return begun;
      known.life = begun.life;
      opening = begun.opening;
    }
    this.#contradictions(known.life, said, heard);
    known.life.at = said.at;
    // Whatever else a first row says, its ticket is open by then.
    const isOpening = ({ type }: FilledFact) => type === 'TicketOpened';
    const ordered = [...said.facts.filter(isOpening), ...said.facts.filter((fact) => !isOpening(fact))];
    const stream = ticketStream(this.#options.origin, key);
    for (const fact of ordered) this.#add(known.life, said, { ...fact, stream, opening }, heard);
    return heard;
  }

  async #begin(
    { cells, line, at }: Said,
    { facts }: Hearing,
  ): Promise<{ readonly life: Life; readonly opening: Opening } | Bad> {
    const { plan, registry } = this.#options;
    const opening = plan.opening(cells);
    if (isBad(opening)) return opening;
    const add = (fact: Fact): void => void facts.push(fact);
    const client = registry.client(cells, { line, at }, add);
    if (!client) return unusable('client-missing');
    const product = registry.product(cells, { line, at }, add);
    const person = await registry.requester(cells, client.id, { line, at }, add);
    const place = this.#places;
    this.#places += 1;
    return { life: begin({ client, product, person, at }), opening: { ...opening, place } };
  }

  /** The first client and product of a ticket are kept; what contradicts them is told once. */
  #contradictions(life: Life, { cells, line, at }: Said, heard: Hearing): void {
    const { registry } = this.#options;
    const add = (fact: Fact): void => void heard.facts.push(fact);
    const client = registry.client(cells, { line, at }, add);
    const product = registry.product(cells, { line, at }, add);
    if (client && client !== life.client)
      warn(life, heard, 'client-contradicted', { kept: life.client.name, found: client.name });
    if (product && life.product && product !== life.product)
      warn(life, heard, 'product-contradicted', { kept: life.product.name, found: product.name });
    if (at < life.at) warn(life, heard, 'time-goes-back');
  }

  #add(life: Life, said: Said, fact: Telling, heard: Hearing): void {
    const { status } = life.standing;
    if (fact.type === 'TicketOpened' && status !== 'unopened') return warn(life, heard, 'opened-before');
    const missing = leftOut(life.standing, fact.type);
    if (missing) this.#push(life, said, { ...fact, ...meant[missing], type: missing, inferred: true }, heard);
    this.#push(life, said, fact, heard);
  }

  #push(life: Life, said: Said, fact: Telling, heard: Hearing): void {
    const { type, stream, sealed, inferred, opening } = fact;
    const { client, person } = life;
    const owner = { stream, client: client.id, person };
    const data = this.#data(life, said, fact, heard);
    const { makers } = this.#options;
    const event =
      type === 'TicketOpened'
        ? makers.opening(owner, { type, data, sealed: opening.sealed }, opening.place)
        : makers.sealed(owner, { type, data, sealed });
    remember(life, type, data);
    live(life, type, data);
    const { line, at, by } = said;
    heard.facts.push({
      ...{ stream, line, at, by, event, client: client.id },
      ...(inferred && { inferred }),
      ...(type === 'TicketOpened' && person !== null && { onBehalfOf: person }),
    });
  }

  /** The data of a fact: what the row says, and what the ticket itself knows. */
  #data(life: Life, said: Said, fact: Telling, { facts }: Hearing): Data {
    const { type, data, own } = fact;
    const { client, product, person } = life;
    if (type === 'TicketOpened')
      return {
        ...{ ...fact.opening.data, client: client.id, queue: client.queue },
        ...(person !== null && { requester: person }),
        ...(product && { product: product.id }),
      };
    const fresh = () => namelessId(this.#options.origin, said.line, facts.length);
    const ofTicket = {
      agent: () => said.by,
      defect: () => defectOf(life, type, fresh),
      visit: () => visitOf(life, type, fresh),
    };
    const known = Object.fromEntries(own.map(([field, what]) => [field, ofTicket[what]()]));
    return { ...data, ...known, ...(type === 'DefectRaised' && product && { product: product.id }) };
  }
}

/** Each contradiction of a ticket is told once. */
const warn = (life: Life, { warnings }: Hearing, warning: WarningCode, values: Values = {}): void => {
  if (life.warned.includes(warning)) return;
  life.warned = [...life.warned, warning];
  warnings.push({ warning, values });
};
