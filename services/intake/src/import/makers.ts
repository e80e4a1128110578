import { streamOf, type RelaisEvent, type Sealed, type StreamName } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import { Fault, isRefusal, type Refusal } from '@relais/kernel';
import { tenantKey, type Keys } from '@relais/keys';
import { claims } from '../claim.ts';
import { numbersOf } from '../numbers.ts';
import type { Fact } from './fact.ts';
import { clientStream, type Origin } from './names.ts';

/** What an import stands on. */
export type ImportPorts = { readonly store: EventStore; readonly keys: Keys; readonly clock: () => string };

/** Whose texts they are: a client's person, or a ticket of a client and perhaps of a person. */
export type Owner = { readonly stream: StreamName; readonly client: string; readonly person: string | null };

type Texts = { readonly [field: string]: string };
type Data = { readonly [field: string]: unknown };
type Draft = { readonly type: string; readonly data: Data; readonly sealed: Texts };

/** Makes events that need more than the row they are read from. */
export type Makers = {
  /** Seals the texts of a fact; without texts there is nothing to make. */
  readonly sealed: (owner: Owner, draft: Draft) => Fact['event'];
  /** An opening: its reference is claimed and its number taken, when it has to be written. `place` is that of its number. */
  readonly opening: (owner: Owner, draft: Draft, place: number) => Fact['event'];
  /** A requester by what tells them apart at their client. */
  readonly blind: (client: string, key: string) => Promise<string>;
};

const unlessDestroyed = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'key-destroyed') return false;
    throw error;
  }
};

const event = (type: string, data: Data): RelaisEvent => ({ type, data }) as RelaisEvent;

type Seal = (owner: Owner, texts: Texts) => Promise<{ readonly [field: string]: Sealed }>;

const sealing =
  (keys: Keys, origin: Origin): Seal =>
  async ({ stream, client, person }, texts) => {
    const named = Object.entries(texts);
    if (named.length === 0) return {};
    const { tenant } = origin;
    const above = [
      ...[tenantKey(tenant), clientStream(origin, client)],
      ...(person === null ? [] : [streamOf('person', tenant, person)]),
    ];
    // Under a destroyed key everything is sealed for nobody: the person was forgotten since.
    const isReady = await unlessDestroyed(keys.ready([...above, stream]));
    const boxes: { [field: string]: Sealed } = {};
    for (const [field, text] of named) boxes[field] = await keys.seal(stream, text);
    if (isReady) await unlessDestroyed(keys.keep(stream));
    return boxes;
  };

/** `mapping` names the mapping by its content: under another one the tickets of a log may be others, and need other numbers. */
export const makersFor = (ports: ImportPorts, origin: Origin, mapping: string): Makers => {
  const { tenant, batch, desk, actor } = origin;
  const claiming = claims(ports);
  const numberAt = numbersOf(ports, tenant, `${batch}\n${mapping}`);
  const seal = sealing(ports.keys, origin);

  const claim = async ({ stream, client }: Owner, { data }: Draft): Promise<Refusal | null> => {
    const { reference } = data;
    if (typeof reference !== 'string') return null;
    // As of one that is opened by hand: each client's references are its own.
    const value = `${client}\n${reference}`;
    return claiming.make({ tenant, actor }, { kind: 'reference', value, holder: stream });
  };

  return {
    sealed: (owner, { type, data, sealed }) =>
      Object.keys(sealed).length === 0
        ? event(type, data)
        : async () => event(type, { ...data, ...(await seal(owner, sealed)) }),

    opening: (owner, draft, place) => async () => {
      const refused = await claim(owner, draft);
      if (isRefusal(refused)) return refused;
      const number = await numberAt(place);
      return event(draft.type, { number, ...draft.data, ...(await seal(owner, draft.sealed)) });
    },

    blind: (client, key) => ports.keys.blind(tenant, 'requester', `${desk}\n${client}\n${key}`),
  };
};
