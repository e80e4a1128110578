import { answerTexts } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { GraphQLError, OperationTypeNode } from 'graphql';

/**
 * What may happen to a question: `unreached`: nothing of it was sent; `lost`: it was, and no answer that can be read came; `late`: none
 * came in time; `refused`: the subgraph does not know this gateway, or cannot read it.
 */
export type Mishap = 'unreached' | 'lost' | 'late' | 'refused';

/** A mishap, as a Fault. */
export class Unanswered extends Fault {
  readonly mishap: Mishap;

  constructor(mishap: Mishap, message: string, cause?: unknown) {
    super(`subgraph-${mishap}`, message, cause);
    this.mishap = mishap;
  }
}

type Failure = { readonly code?: unknown; readonly syscall?: unknown; readonly errors?: unknown };

/** By their shape: errors of Node are of another realm in tests. */
const shapeOf = (error: unknown): Failure => (typeof error === 'object' && error !== null ? error : {});

const whileConnecting = ['connect', 'getaddrinfo'];

/** Whether a connection could not be made: then nothing of the question has left. */
const isUnreached = (error: unknown): boolean => {
  const { code, syscall, errors } = shapeOf(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  if (Array.isArray(errors)) return errors.length > 0 && errors.every(isUnreached);
  return whileConnecting.includes(String(syscall));
};

/** What came of a question whose request failed. */
export const unansweredBy = (error: unknown, isLate: boolean): Unanswered => {
  if (error instanceof Unanswered) return error;
  const message = String((error as { readonly message?: unknown } | null)?.message ?? error);
  const broken = isUnreached(error) ? 'unreached' : 'lost';
  const { code } = shapeOf(error);
  const isSilent = isLate || code === 'UND_ERR_BODY_TIMEOUT';
  return new Unanswered(isSilent ? 'late' : broken, message || String(code), error);
};

/** A question may be asked again, a command only if nothing of it was sent; a slow replica is not asked twice. */
export const mayRetry = ({ mishap }: Unanswered, kind: OperationTypeNode, isSame: boolean): boolean => {
  if (mishap === 'unreached') return true;
  if (mishap === 'refused' || kind === OperationTypeNode.MUTATION) return false;
  return mishap === 'lost' || !isSame;
};

type Code = 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT' | 'REPLY_LOST';

const codeOf = (error: unknown, kind: OperationTypeNode): Code => {
  if (!(error instanceof Unanswered)) return 'SUBGRAPH_UNAVAILABLE';
  const { mishap } = error;
  const isDoubtful = mishap === 'lost' || mishap === 'late';
  if (kind === OperationTypeNode.MUTATION && isDoubtful) return 'REPLY_LOST';
  return mishap === 'late' ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
};

/** What the caller is told of a subgraph that gave no answer. The text is English: it is told in the caller's language later. */
export const unanswered = (error: unknown, kind: OperationTypeNode, service: string): GraphQLError => {
  const code = codeOf(error, kind);
  return new GraphQLError(answerTexts[code].en, { extensions: { code, service } });
};
