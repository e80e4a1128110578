import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '@relais/kernel';
import { encode, nullColumn } from '../encode.ts';
import { layoutOf, type Layout } from '../layout.ts';
import type { Beside, Commit, Model, Parked, Projections, Row } from '../projections.ts';
import { LongReads } from './read/long-reads.ts';
import type { Standing } from './write/models.ts';
import { startReading, type Reading } from './read/reading.ts';
import { besideOf } from './sqlite-beside.ts';
import { tableOf } from './sqlite-table.ts';
import { made, namesOf } from './tables.ts';
import { startWriting, type Writing } from './write/writing.ts';

/** Where one model stands; `generation` changes with a swap. */
type Known = { readonly layout: Layout; readonly standing: Promise<Standing> };

const parkedOf = (found: object): Parked => ({ ...(found as Parked) });

/** Read models in `projections.db`: one thread writes, everybody else reads what was committed. */
class SqliteProjections implements Projections {
  readonly #folder: string;
  readonly #reading: Reading;
  readonly #longReads: LongReads;
  readonly #writing: Writing;
  readonly #known = new Map<string, Known>();
  #closing: Promise<void> | null = null;

  constructor(folder: string, reading: Reading, writing: Writing) {
    this.#folder = folder;
    this.#reading = reading;
    this.#longReads = new LongReads(folder);
    this.#writing = writing;
  }

  async prepare(model: Model<Row>): Promise<'ready' | 'outdated'> {
    const { fresh } = await this.#know(model).standing;
    return fresh ? 'ready' : 'outdated';
  }

  table<R extends Row>(model: Model<R>) {
    const { layout } = this.#know(model);
    return tableOf(
      model,
      this.#source(layout, () => this.#live(model)),
    );
  }

  checkpoint(processor: string): Promise<number> {
    const found = this.#reading.get('SELECT position FROM checkpoints WHERE processor = ?', processor);
    return Promise.resolve(Number(found?.['position'] ?? 0));
  }

  async commit({ processor, position, writes, park = [], release = [] }: Commit): Promise<void> {
    const encoded = [];
    for (const { model, versions } of writes) {
      const { layout } = this.#know(model);
      const table = namesOf(layout.name, await this.#live(model)).current;
      encoded.push({
        table,
        versions: versions.map((version) => encode(model, layout, version, nullColumn)),
      });
    }
    await this.#writing.commit({ processor, position, writes: encoded, park, release });
  }

  parked(processor?: string): Promise<readonly Parked[]> {
    const order = 'ORDER BY processor, position';
    const found =
      processor === undefined
        ? this.#reading.all(`SELECT * FROM parked ${order}`)
        : this.#reading.all(`SELECT * FROM parked WHERE processor = ? ${order}`, processor);
    return Promise.resolve(found.map(parkedOf));
  }

  async beside<R extends Row>(model: Model<R>): Promise<Beside<R>> {
    const { layout, standing } = this.#know(model);
    const live = (await standing).generation;
    const generation = await this.#writing.beside(layout);
    const { hash } = tableOf(
      model,
      this.#source(layout, () => Promise.resolve(generation)),
    );
    const swapped = async (): Promise<void> => {
      this.#known.set(model.name, { layout, standing: Promise.resolve({ generation, fresh: true }) });
      // Reads that began on the old generation in this turn still find it.
      await nextTurn();
      await this.#longReads.settled();
      await this.#writing.keepOnly(layout.name, [generation]);
    };
    const drop = async (): Promise<void> => {
      await this.#writing.keepOnly(layout.name, [live]);
    };
    return besideOf({
      model,
      layout,
      table: namesOf(layout.name, generation).current,
      writing: this.#writing,
      hash,
      swapped,
      drop,
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#reading.close();
    await this.#longReads.close();
    await this.#writing.close();
  }

  #source(layout: Layout, generation: () => Promise<number>) {
    return {
      folder: this.#folder,
      reading: this.#reading,
      longReads: this.#longReads,
      layout,
      generation,
    };
  }

  #know(model: Model<Row>): Known {
    const known = this.#known.get(model.name);
    if (known && known.layout.version === model.version) return known;
    const layout = layoutOf(model, made);
    const found = { layout, standing: this.#writing.prepare(layout) };
    this.#known.set(model.name, found);
    return found;
  }

  async #live(model: Model<Row>): Promise<number> {
    const { generation, fresh } = await this.#know(model).standing;
    if (!fresh)
      throw new Fault('projection-outdated', `${model.name} was made for another version of its model`);
    return generation;
  }
}

/** Opens `projections.db` of a data folder, and makes it when there is none. */
export const openSqliteProjections = async (folder: string, keptChanges: number): Promise<Projections> => {
  const writing = await startWriting(folder, keptChanges);
  return new SqliteProjections(folder, startReading(folder), writing);
};
