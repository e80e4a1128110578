import {
  client,
  type Client,
  type ClientEvent,
  type ContractTerms,
  type ProductId,
  type QueueId,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';

export type RegisterClient = Command<'RegisterClient', { readonly name: string; readonly queue: QueueId }>;
/** The terms were found sound before (contract-terms.ts). */
export type SignContract = Command<'SignContract', ContractTerms>;
export type EndContract = Command<'EndContract', {}>;
export type ClientCommand = RegisterClient | SignContract | EndContract;
export type ClientRefusal = 'client-known' | 'client-unknown' | 'contract-missing' | 'product-unknown';

/** Which of the products that the command names are registered. */
export type ClientRules = { readonly products: readonly ProductId[] };

export const clients: Decider<ClientCommand, Client, ClientEvent, ClientEvent, ClientRefusal, ClientRules> = {
  fold: client,

  decide: {
    RegisterClient: ({ name }, data) =>
      name === null ? [{ type: 'ClientRegistered', data }] : refuse('client-known'),

    // The same terms signed again are a new signature: it has a date of its own.
    SignContract: ({ name }, data, { rules }) => {
      if (name === null) return refuse('client-unknown');
      if (!data.products.every((id) => rules.products.includes(id))) return refuse('product-unknown');
      return [{ type: 'ContractSigned', data }];
    },

    EndContract: ({ name, contract }) => {
      if (name === null) return refuse('client-unknown');
      return contract ? [{ type: 'ContractEnded', data: {} }] : refuse('contract-missing');
    },
  },
};
