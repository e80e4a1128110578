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

/** A role, or `specialist`: an agent of level 2. */
export type Right = Role | 'specialist';

/** Who may call a field. A root field without it is refused to all. */
export const Allow = (...rights: readonly Right[]) => SetMetadata(key, rights);

const rootTypes = ['Query', 'Mutation', 'Subscription'];

/** Whether a caller has one of these rights. */
export const holds = ({ roles, level }: Pick<Caller, 'roles' | 'level'>, rights: readonly Right[]): boolean =>
  roles.some(
    (role) => rights.includes(role) || (role === 'agent' && level === 2 && rights.includes('specialist')),
  );

/** What a caller is told who may not ask for this. */
export const forbidden = (): GraphQLError =>
  new GraphQLError(answerTexts.FORBIDDEN.en, { extensions: { code: 'FORBIDDEN' } });

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
    const allowed = this.#reflector.get<readonly Right[] | undefined>(key, context.getHandler());
    const info = graph.getInfo<GraphQLResolveInfo | undefined>();
    const root = rootTypes.includes(info?.parentType?.name ?? '') && info?.fieldName !== '_entities';
    if (allowed ? holds(caller, allowed) : !root) return true;
    throw forbidden();
  }
}
