import {
  ticket,
  type Channel,
  type Client,
  type ClientId,
  type IntakeTicketEvent,
  type Person,
  type PersonId,
  type Product,
  type ProductId,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketKind,
  type TicketRefusal,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';

export type OpenTicket = Command<
  'OpenTicket',
  {
    readonly kind: TicketKind;
    readonly channel: Channel;
    readonly subject: Sealed;
    readonly description?: Sealed;
    readonly client: ClientId;
    readonly requester?: PersonId;
    readonly product?: ProductId;
    readonly equipment?: Sealed;
    readonly reference?: string;
  }
>;

type ContactRefusal =
  | 'client-unknown'
  | 'contract-missing'
  | 'product-unknown'
  | 'product-not-covered'
  | 'person-unknown'
  | 'person-forgotten';
export type OpeningRefusal = Exclude<TicketRefusal, 'ticket-unknown'> | ContactRefusal;

/** Whom and what the command names, as their own streams tell; null for what it does not name. */
export type OpeningRules = {
  readonly client: Client;
  readonly product: Product | null;
  readonly requester: Person | null;
  /** The number that people will read aloud, from a reserved block. */
  readonly number: string;
};

type Named = OpenTicket['data'];

type Known = Omit<OpeningRules, 'number'>;

const againstProduct = ({ product: named }: Named, { client, product }: Known): ContactRefusal | null => {
  if (named === undefined) return null;
  if (product?.name == null) return 'product-unknown';
  return client.contract?.products.includes(named) ? null : 'product-not-covered';
};

const againstRequester = (named: Named, { requester }: Known): ContactRefusal | null => {
  if (named.requester === undefined) return null;
  // A person of another client is as unknown as one who was never registered.
  if (requester?.client !== named.client) return 'person-unknown';
  return requester.status === 'forgotten' ? 'person-forgotten' : null;
};

/** Why no ticket can be opened for what is named; null when nothing stands against it. */
export const againstOpening = (named: Named, known: Known): ContactRefusal | null => {
  const { queue, contract } = known.client;
  if (queue === null) return 'client-unknown';
  if (!contract) return 'contract-missing';
  return againstProduct(named, known) ?? againstRequester(named, known);
};

export const opening: Decider<
  OpenTicket,
  Ticket,
  TicketEvent,
  IntakeTicketEvent,
  OpeningRefusal,
  OpeningRules
> = {
  fold: ticket,

  decide: {
    OpenTicket: ({ status }, data, { rules }) => {
      if (status !== 'unopened') return refuse(`ticket-${status}`);
      const why = againstOpening(data, rules);
      const { queue } = rules.client;
      if (why || queue === null) return refuse(why ?? 'client-unknown');
      return [{ type: 'TicketOpened', data: { ...data, number: rules.number, queue } }];
    },
  },
};
