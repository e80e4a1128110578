import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Caller, Language, TenantId } from '@relais/contracts';

/** Who asks, in which trace and language: what the gateway hands to a subgraph with each request. */
export type Asking = {
  readonly caller: Caller;
  /** The trace, for events and logs. */
  readonly correlation: string;
  readonly language: Language;
  /** What the answer has to tell besides its data, for example VISIBLE_LATER: they become its extensions. */
  readonly notices: Set<string>;
};

const askingOf = (context: ExecutionContext): Asking =>
  GqlExecutionContext.create(context).getContext<Asking>();

/** The asking of this request, as a resolver's parameter. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext) => askingOf(context));

/** Relais itself, at work for one tenant: in whose name a reaction commands, in the trace of the event that it answers. */
export const asRelais = (tenant: TenantId, correlation: string): Asking => ({
  caller: {
    ...{ tenant, actor: 'relais', roles: ['integration'] },
    ...{ level: null, clients: null, person: null, vendor: null },
  },
  correlation,
  language: 'en',
  notices: new Set(),
});
