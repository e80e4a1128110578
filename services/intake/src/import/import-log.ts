import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { refusalTexts, type Language, type TenantId, type Translated } from '@relais/contracts';
import type { Fact } from './fact.ts';
import { FactWriter } from './facts.ts';
import { flaws as collect, type Flaw } from './flaw.ts';
import { rejectTexts, textOf, warningTexts, type FlawCode, type Values } from './import-texts.ts';
import { makersFor, type ImportPorts } from './makers.ts';
import type { Mapping } from './mapping.ts';
import { planOf, type Plan } from './plan.ts';
import { Registry } from './registry.ts';
import { decoderOf, readRows, type Row } from './rows.ts';
import { TicketLog, type Heard } from './ticket-log.ts';
import { isBad } from './values.ts';

/** A log to be imported: into which tenant, as what it means, and by whom. */
export type ImportWish = {
  readonly tenant: TenantId;
  readonly mapping: Mapping;
  /** SHA-256 of the file's content, hex: the same content again is the same import. */
  readonly batch: string;
  readonly actor: string;
  readonly language: Language;
};

/** A row that is imported although it contradicts, or one that is not imported, by its lines; `to` is null for the rest of the file. */
export type Remark = {
  readonly line: number;
  readonly to: number | null;
  readonly code: string;
  readonly text: string;
};

/** How far an import is: rows heard, events written, bytes read. */
export type Progress = { readonly rows: number; readonly events: number; readonly bytes: number };

/** What an import came to. Agents are accounts to be. */
export type Imported = {
  readonly rows: number;
  readonly events: number;
  readonly alreadyThere: number;
  readonly tickets: number;
  readonly clients: number;
  readonly products: number;
  readonly agents: readonly { readonly id: string; readonly level: 1 | 2 }[];
  readonly warnings: number;
  readonly rejects: number;
};

/** Told while a log is imported. The last one is a result, flaws of the mapping (nothing was written), or that it was another file. */
export type ImportTold =
  | { readonly progress: Progress }
  | { readonly warning: Remark }
  | { readonly reject: Remark }
  | { readonly flaws: readonly Flaw[] }
  | { readonly otherFile: { readonly hash: string } }
  | { readonly result: Imported };

/** So many facts are written as one group. */
const groupSize = 512;

/** So many rows are heard before others get their turn. */
const sliceSize = 64;

const isFlawed = (plan: Plan | readonly Flaw[]): plan is readonly Flaw[] => Array.isArray(plan);

/** Why the writer turned a fact away: what a refusal says, or that it comes too late. */
const textFor = (code: string, language: Language): string => {
  const texts: { readonly [code: string]: Translated } = { ...refusalTexts, ...rejectTexts };
  return texts[code]?.[language] ?? code;
};

/** One import at work. */
class Importing {
  readonly #wish: ImportWish;
  readonly #ports: ImportPorts;
  readonly #writer: FactWriter;
  readonly #hash = createHash('sha256');
  readonly #told: ImportTold[] = [];
  /** The lines of the group that were turned away: a row of three facts is rejected once. */
  readonly #refused = new Map<number, string>();
  readonly #facts: Fact[] = [];
  #writing = Promise.resolve();
  #headed = false;
  #log: TicketLog | null = null;
  #registry: Registry | null = null;
  #bytes = 0;
  #rows = 0;
  #counts = { warnings: 0, rejects: 0 };

  constructor(ports: ImportPorts, wish: ImportWish) {
    this.#ports = ports;
    this.#wish = wish;
    this.#writer = new FactWriter(ports, wish, {
      refused: ({ line }, code) => void this.#refused.set(line, code),
    });
  }

  async *run(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ImportTold> {
    const { mapping, language } = this.#wish;
    const found = collect(language);
    const decoder = decoderOf(mapping.file, found);
    if (!decoder) return yield { flaws: found.found };
    try {
      yield* this.#read(readRows(this.#counted(bytes), decoder, mapping.file));
    } finally {
      await this.#writing.catch(() => undefined);
    }
  }

  async *#read(groups: AsyncIterable<readonly Row[]>): AsyncGenerator<ImportTold> {
    for await (const rows of groups) {
      const flawed = await this.#take(rows);
      if (flawed) return yield { flaws: flawed };
      yield* this.#tell();
    }
    if (!this.#log) return yield { flaws: this.#flaw('file-empty') };
    await this.#write();
    await this.#writing;
    yield* this.#tell();
    yield this.#end(this.#log);
  }

  async *#counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  /** Hears some rows, and writes what they say once it is enough; flaws when the mapping does not fit the file. */
  async #take(rows: readonly Row[]): Promise<readonly Flaw[] | null> {
    const [first] = rows;
    if (!first) return null;
    const begun = this.#log ? [] : this.#begin(first);
    if (begun.length > 0) return begun;
    const names = this.#wish.mapping.file.header && !this.#headed ? 1 : 0;
    this.#headed = true;
    await this.#hear(rows.slice(names));
    if (this.#facts.length >= groupSize) await this.#write();
    return null;
  }

  /** What is read meanwhile is heard while a group is on its way to the disk. */
  async #write(): Promise<void> {
    await this.#writing;
    const facts = this.#facts.splice(0);
    if (facts.length === 0) return;
    this.#writing = this.#writer.write(facts);
    this.#writing.catch(() => undefined);
  }

  #flaw(code: FlawCode, values: Values = {}): readonly Flaw[] {
    const found = collect(this.#wish.language);
    found.add('file', code, values);
    return found.found;
  }

  /** Makes the mapping ready for the columns that the first row names, or has. */
  #begin(first: Row): readonly Flaw[] {
    const { mapping, language, tenant, batch, actor } = this.#wish;
    if (isBad(first))
      return this.#flaw('header-unreadable', { why: textOf(rejectTexts[first.bad], language, first.values) });
    const plan = planOf(mapping, mapping.file.header ? first.cells : first.cells.map(() => ''), language);
    if (isFlawed(plan)) return plan;
    const origin = { tenant, batch, actor, desk: mapping.desk };
    const makers = makersFor(
      this.#ports,
      origin,
      createHash('sha256').update(JSON.stringify(mapping)).digest('hex'),
    );
    this.#registry = new Registry(origin, plan, makers);
    this.#log = new TicketLog({ origin, plan, makers, registry: this.#registry, now: this.#ports.clock });
    return [];
  }

  async #hear(rows: readonly Row[]): Promise<void> {
    let heard = 0;
    for (const row of rows) {
      this.#rows += 1;
      const found = isBad(row) ? row : await this.#log?.hear(row.line, row.cells);
      if (isBad(found))
        this.#reject(row, found.bad, textOf(rejectTexts[found.bad], this.#wish.language, found.values));
      else if (found) this.#keep(row, found);
      heard += 1;
      if (heard % sliceSize === 0) await turn();
    }
  }

  #keep(row: Row, { facts, warnings }: Heard): void {
    this.#facts.push(...facts);
    for (const { warning, values } of warnings) {
      this.#counts.warnings += 1;
      const text = textOf(warningTexts[warning], this.#wish.language, values);
      this.#told.push({ warning: { line: row.line, to: row.to, code: warning, text } });
    }
  }

  #reject({ line, to }: Pick<Row, 'line' | 'to'>, code: string, text: string): void {
    this.#counts.rejects += 1;
    this.#told.push({ reject: { line, to, code, text } });
  }

  *#tell(): Generator<ImportTold> {
    for (const [line, code] of this.#refused)
      this.#reject({ line, to: line }, code, textFor(code, this.#wish.language));
    this.#refused.clear();
    yield* this.#told.splice(0);
    yield { progress: { rows: this.#rows, events: this.#writer.written.events, bytes: this.#bytes } };
  }

  #end(log: TicketLog): ImportTold {
    const hash = this.#hash.digest('hex');
    // All that was written bears the name of a file that nobody has: better said than hidden.
    if (hash !== this.#wish.batch) return { otherFile: { hash } };
    const { clients = 0, products = 0 } = this.#registry?.counts ?? {};
    const { written, refused } = this.#writer;
    return {
      result: {
        ...{ rows: this.#rows, ...written, ...this.#counts, clients, products },
        tickets: log.begun - refused.size,
        agents: this.#registry?.agents ?? [],
      },
    };
  }
}

/**
 * Imports the log of another help desk as facts, told as it goes; nothing is asked of whoever works here meanwhile. The same content
 * again writes only what is missing. Whoever stops listening stops the import: what is written stays.
 */
export const importLog = (
  ports: ImportPorts,
  wish: ImportWish,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<ImportTold> => new Importing(ports, wish).run(bytes);
