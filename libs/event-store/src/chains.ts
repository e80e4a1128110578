import { noHash, type StreamName } from '@relais/contracts';
import type { What } from './damage.ts';
import type { Position } from './position.ts';

/** An event of a stream, as far as it can be told; `hashes` are what the next one may be chained to, null when unknown. */
export type Link = {
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: Position;
  readonly prev: string | null;
  readonly hashes: readonly string[] | null;
};

/** An event that is not there, between two that are. */
export type Hole = Between & { readonly stream: StreamName; readonly revision: number };
type Between = { readonly after: Position; readonly before: Position };

type Chain = {
  top: number;
  hashes: readonly string[] | null;
  position: Position;
  /** Whether a row of it was found displaced: then the order of its others says nothing new. */
  displaced: boolean;
  readonly missing: Map<number, Between>;
};

/** More missing events than these are not told one by one. */
const told = 1_000;

/** What follows what in each stream, event by event in the order of the store. */
export const openChains = () => {
  const chains = new Map<string, Chain>();
  const of = (stream: string): Chain => {
    const found = chains.get(stream);
    if (found) return found;
    const chain = { top: -1, hashes: [noHash], position: 0, displaced: false, missing: new Map<number, Between>() };
    chains.set(stream, chain);
    return chain;
  };

  /** Whether this is the revision that its stream waits for. */
  const awaits = (stream: string, revision: number): boolean => revision === (chains.get(stream)?.top ?? -1) + 1;

  const next = (link: Link, displaced: boolean): What | null => {
    const chain = of(link.stream);
    chain.displaced ||= displaced;
    if (link.revision <= chain.top) {
      chain.missing.delete(link.revision);
      return chain.displaced ? null : 'swapped';
    }
    const follows = link.revision === chain.top + 1;
    for (let gone = chain.top + 1; gone < link.revision && chain.missing.size < told; gone += 1)
      chain.missing.set(gone, { after: chain.position, before: link.position });
    const chained = !follows || !link.prev || !chain.hashes || chain.hashes.includes(link.prev);
    chain.top = link.revision;
    chain.hashes = link.hashes;
    chain.position = link.position;
    return chained ? null : 'prev-wrong';
  };

  const holes = (): readonly Hole[] =>
    [...chains].flatMap(([stream, { missing }]) =>
      [...missing].map(([revision, between]) => ({ ...between, stream, revision })),
    );

  const topOf = (stream: string): number => chains.get(stream)?.top ?? -1;
  return { next, awaits, holes, topOf, count: (): number => chains.size };
};

