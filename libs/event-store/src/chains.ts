import { noHash, type StreamName } from '@relais/contracts';
import type { What } from './damage.ts';
import type { Position } from './position.ts';

/** An event of a stream, as far as it can be told; `hash` is what the next one must be chained to, null when unknown. */
export type Link = {
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: Position;
  readonly prev: string | null;
  readonly hash: string | null;
};

type Between = { readonly after: Position; readonly before: Position };

/** An event that is not there, between two that are. */
export type Hole = Between & { readonly stream: StreamName; readonly revision: number };

type Chain = {
  top: number;
  hash: string | null;
  position: Position;
  /** Whether a row of it was found displaced: then the order of its others says nothing new. */
  displaced: boolean;
  readonly missing: Map<number, Between>;
};

const begun = (): Chain => ({ top: -1, hash: noHash, position: 0, displaced: false, missing: new Map() });

/** More missing events than these are not told one by one. */
const told = 1_000;

const isChained = ({ hash }: Chain, { prev }: Link): boolean =>
  prev === null || hash === null || hash === prev;

/** The chain, one event longer. */
const grow = (chain: Chain, { revision, position, hash }: Link): void => {
  for (let gone = chain.top + 1; gone < revision && chain.missing.size < told; gone += 1)
    chain.missing.set(gone, { after: chain.position, before: position });
  chain.top = revision;
  chain.hash = hash;
  chain.position = position;
};

/** What follows what in each stream, event by event in the order of the store. */
export const openChains = () => {
  const chains = new Map<string, Chain>();

  const next = (link: Link, displaced: boolean): What | null => {
    const chain = chains.get(link.stream) ?? begun();
    chains.set(link.stream, chain);
    chain.displaced ||= displaced;
    if (link.revision <= chain.top) {
      chain.missing.delete(link.revision);
      return chain.displaced ? null : 'swapped';
    }
    const chained = link.revision > chain.top + 1 || isChained(chain, link);
    grow(chain, link);
    return chained ? null : 'prev-wrong';
  };

  const holes = (): readonly Hole[] =>
    [...chains].flatMap(([stream, { missing }]) =>
      [...missing].map(([revision, between]) => ({ ...between, stream, revision })),
    );

  /** The last revision that was seen of a stream, -1 for none. */
  const topOf = (stream: string): number => chains.get(stream)?.top ?? -1;
  return { next, holes, topOf, count: (): number => chains.size };
};
