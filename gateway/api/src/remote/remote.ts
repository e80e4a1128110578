import { callerSigner, type Executor, type Log, type Results, type Run } from '@relais/nest';
import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { OperationTypeNode, type ExecutionResult } from 'graphql';
import { Unanswered, unanswered } from './failures.ts';
import { ask, askStream, questionOf, resultOf, type Question } from './question.ts';
import { Replicas, type Replica } from './replicas.ts';
import { Streamed } from './streamed.ts';
import { trying } from './trying.ts';

/** A subgraph of other processes. */
export type RemoteSubgraph = {
  readonly name: string;
  /** Where its replicas answer, for example `http://10.0.0.7:4101`. */
  readonly urls: readonly string[];
  /** 32 bytes that gateway and services share. */
  readonly key: Uint8Array;
  readonly log: Log;
  /** How long one answer may take, ms. */
  readonly patience?: number | undefined;
  /** After so many failures in a row nothing more is asked … */
  readonly failures?: number | undefined;
  /** … for so long, ms; then a single question tries it. */
  readonly rest?: number | undefined;
};

/** The executor of a subgraph of other processes. */
export type Remote = {
  readonly execute: Executor;
  /** Whether it is asked at present. */
  readonly isUp: () => boolean;
  readonly close: () => Promise<void>;
};

const usual = { patience: 10_000, failures: 5, rest: 1_000 };

const isOutage = (error: unknown): boolean => error instanceof Unanswered && error.mishap !== 'refused';

const breakerOf = ({ name, urls, log, failures = usual.failures, rest = usual.rest }: RemoteSubgraph) => {
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: rest,
    breaker: new ConsecutiveBreaker(failures),
  });
  const message = `${name} does not answer (${urls.join(', ')}): it is left alone for ${rest} ms at a time`;
  breaker.onBreak(() => log({ level: 'error', code: 'subgraph-down', correlation: 'breaker', message }));
  return breaker;
};

/** What the caller is told of a failure; what is no failure of the subgraph goes on. */
const failing =
  ({ name, log }: RemoteSubgraph) =>
  (error: unknown, { kind, asking }: Run): ExecutionResult => {
    const isLeftAlone = error instanceof BrokenCircuitError;
    if (!isLeftAlone && !(error instanceof Unanswered)) throw error;
    // That nothing is asked was said when the breaker opened.
    if (!isLeftAlone) {
      const { correlation } = asking;
      log({ level: 'error', code: error.code, correlation, message: `${name}: ${error.message}` });
    }
    return { errors: [unanswered(error, kind, name)] };
  };

type Send<T> = (replica: Replica, question: Question) => Promise<T>;

/** Asks a subgraph over HTTP. A subgraph that gives no answer is a result that says so: the rest of the whole answer stays. */
export const remote = (subgraph: RemoteSubgraph): Remote => {
  const { name, key, patience = usual.patience } = subgraph;
  const replicas = new Replicas(subgraph.urls);
  const sign = callerSigner(key);
  const breaker = breakerOf(subgraph);
  const failed = failing(subgraph);

  const send = async <T>(run: Run, once: Send<T>): Promise<T> => {
    const question = await questionOf(run, name, sign);
    return breaker.execute(() => trying(replicas.route(), run.kind, (replica) => once(replica, question)));
  };

  const answer = async (run: Run): Promise<ExecutionResult> =>
    resultOf(await send(run, (replica, question) => ask(replica, question, patience)), run);

  const subscribe = async (run: Run): Promise<ExecutionResult | Results> => {
    const { headers, body } = await send(run, (replica, question) => askStream(replica, question, patience));
    const isStream = String(headers['content-type']).startsWith('text/event-stream');
    if (!isStream) return resultOf(await body.json(), run);
    return new Streamed(body, {
      read: (said) => resultOf(said, run),
      fail: (error) => ({ data: {}, ...failed(error, run) }),
    });
  };

  return {
    execute: async (run) => {
      try {
        return await (run.kind === OperationTypeNode.SUBSCRIPTION ? subscribe(run) : answer(run));
      } catch (error) {
        return failed(error, run);
      }
    },
    isUp: () => breaker.state === CircuitState.Closed,
    close: () => replicas.close(),
  };
};
