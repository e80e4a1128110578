import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Caller, Language } from '@relais/contracts';

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
