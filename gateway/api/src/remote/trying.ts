import { setTimeout as pause } from 'node:timers/promises';
import type { OperationTypeNode } from 'graphql';
import { mayRetry, Unanswered } from './failures.ts';
import type { Replica } from './replicas.ts';

/** Before the same replica is tried again, ms: it may be at its restart. */
const between = 50;

/** Tries one replica after the other, for as long as that cannot do anything twice. */
export const trying = async <T>(
  [replica, ...others]: readonly Replica[],
  kind: OperationTypeNode,
  send: (replica: Replica) => Promise<T>,
): Promise<T> => {
  if (!replica) throw new Unanswered('unreached', 'it has no replica');
  try {
    return await send(replica);
  } catch (error) {
    const [next] = others;
    const isSame = next === replica;
    if (!next || !(error instanceof Unanswered) || !mayRetry(error, kind, isSame)) throw error;
    if (isSame) await pause(between);
  }
  return trying(others, kind, send);
};
