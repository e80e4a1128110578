import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { answerTexts, type Caller, type Role } from '@relais/contracts';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { Asking } from './caller.ts';

const key = 'relais:allow';

/** The staff of the provider that works on tickets. */
export const desk: readonly Role[] = ['agent', 'supervisor'];

/** All who work for the provider. */
export const staff: readonly Role[] = [...desk, 'editor', 'auditor', 'admin', 'integration'];

/** All who may look at tickets; which ones, each node says. */
export const everyone: readonly Role[] = [...staff, 'client', 'vendor', 'requester'];

/** Who may call a field. A root field without it is refused to all. */
export const Allow = (...roles: readonly Role[]) => SetMetadata(key, roles);

const rootTypes = ['Query', 'Mutation', 'Subscription'];

const holds = (caller: Caller, roles: readonly Role[]): boolean =>
  caller.roles.some((role) => roles.includes(role));

/** Answers before any stream is read. Runs on root fields, references and fields alike. */
@Injectable()
export class AllowGuard implements CanActivate {
  readonly #reflector: Reflector;

  constructor(reflector: Reflector) {
    this.#reflector = reflector;
  }

  canActivate(context: ExecutionContext): boolean {
    const graph = GqlExecutionContext.create(context);
    const { caller } = graph.getContext<Asking>();
    const allowed = this.#reflector.get<readonly Role[] | undefined>(key, context.getHandler());
    const info = graph.getInfo<GraphQLResolveInfo | undefined>();
    const root = rootTypes.includes(info?.parentType?.name ?? '') && info?.fieldName !== '_entities';
    if (allowed ? holds(caller, allowed) : !root) return true;
    throw new GraphQLError(answerTexts.FORBIDDEN.en, { extensions: { code: 'FORBIDDEN' } });
  }
}
