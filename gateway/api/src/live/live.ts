import { eachOf, failed, type Asking, type Results } from '@relais/nest';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Api } from '../api.ts';
import { askingOf, unauthenticated, type Told } from '../asking.ts';
import { validUntil } from '../identity.ts';
import { prepare, tellResult, type Prepared, type Rules, type Wanted } from './operation.ts';
import { Subscribed } from './subscribed.ts';

/** How a subscription came: the token that it came with, and by which way. */
export type Connection = { readonly authorization: string; readonly transport: 'ws' | 'sse' };

type Whole = Exclude<Prepared, { readonly errors: unknown }>;

/** Subscriptions of callers, held against the same rules as what comes over HTTP. */
export type Live = {
  readonly rules: Rules;
  /** Who asks; the error UNAUTHENTICATED for nobody. */
  readonly askingOf: (told: Told) => Promise<Asking | GraphQLError>;
  readonly prepare: (wanted: Wanted, asking: Asking) => Prepared;
  /** Results one at a time, as they are asked for; a single one when a service refused. */
  readonly begin: (prepared: Whole, connection: Connection) => Promise<Results | ExecutionResult>;
};

const outcomeOf = (result: ExecutionResult): string => {
  const code = result.errors?.[0]?.toJSON().extensions?.['code'];
  return typeof code === 'string' ? code : 'unknown';
};

export const openLive = ({ federation, whois, production, log, meters }: Api): Live => {
  const rules = { schema: federation.api, production, log };

  const ask = async ({ document, request, contextValue }: Whole): Promise<Results | ExecutionResult> => {
    const { operationName, variables = {} } = request;
    try {
      return await federation.subscribe({ document, operationName, variables, asking: contextValue });
    } catch (error) {
      return failed(error);
    }
  };

  return {
    rules,
    askingOf: (told) => askingOf(whois, told),
    prepare: (wanted, asking) => prepare(rules, wanted, asking),
    begin: async (prepared, { authorization, transport }) => {
      const tell = tellResult(prepared, log);
      const results = await ask(prepared);
      const single = 'next' in results ? null : tell(results);
      meters.operations.inc({ kind: 'subscription', outcome: single ? outcomeOf(single) : 'ok' });
      if (single) return single;
      meters.live.inc({ transport });
      const subscribed = new Subscribed(results as Results, {
        until: validUntil(authorization),
        isKnown: async () => (await whois(authorization)) !== null,
        unknown: { errors: [unauthenticated(prepared.contextValue.language)] },
        delivered: () => meters.deliveries.inc({ transport }),
        ended: () => meters.live.dec({ transport }),
      });
      return eachOf(subscribed, tell);
    },
  };
};
