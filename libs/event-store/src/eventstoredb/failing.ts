import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@relais/kernel';

/** How long one call may take, in ms: the server stalls for up to 2 s now and then. */
export const deadline = 5_000;

/** How long the same call is tried again while nobody answers, in ms: a server is back 2 to 5 s after it was killed. */
export const patience = 10_000;

/** What the client says went wrong. While the server is away it is a plain error that has a code alone. */
type Said = { readonly type?: string; readonly code?: number; readonly message?: string };

/** Nobody answered in time, or with less than an answer: whether it was done is not known. */
const silences: readonly (string | undefined)[] = [
  ...['timeout', 'deadline-exceeded', 'unavailable', 'cancelled', 'not-leader'],
];
const unavailable = 14;
const internal = 13;

/** A connection that broke in the middle of an answer (gRPC tells it as an error of its own). */
const isBroken = ({ code, message }: Said): boolean =>
  code === internal && /RST_STREAM/.test(String(message));

export const typeOf = (error: unknown): string | undefined => (error as Said | null)?.type;

const isSilence = (error: unknown): boolean =>
  silences.includes(typeOf(error)) ||
  (error as Said | null)?.code === unavailable ||
  isBroken((error as Said | null) ?? {});

/** Whether a call never reached anybody. */
const isUnsent = (error: unknown): boolean =>
  /No connection established|ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(String((error as Said | null)?.message));

/** The engine said no, or nothing. `unsent` where no try of a call can have reached it. */
export class Silent extends Error {
  readonly unsent: boolean;

  constructor(unsent: boolean, cause: unknown) {
    super(String((cause as Said | null)?.message), { cause });
    this.unsent = unsent;
  }
}

/** The error of a call that takes longer than its deadline. */
export const late = (): Error => Object.assign(new Error('no answer in time'), { type: 'deadline-exceeded' });

type Patient = {
  readonly goesOn: () => boolean;
  /** How long it may take before the last try begins, in ms. */
  readonly budget: number;
};

/** Tries a call again, and again, while nobody answers and `goesOn`; then it is Silent. Only for calls that may be repeated. */
export const patiently = async <Result>(
  call: () => Promise<Result>,
  { goesOn, budget }: Patient,
): Promise<Result> => {
  const end = performance.now() + budget;
  let unsent = true;
  const failed = (error: unknown, rest: number): void => {
    if (!isSilence(error)) throw error;
    unsent &&= isUnsent(error);
    if (!goesOn() || performance.now() + rest > end) throw new Silent(unsent, error);
  };
  for (let rest = 50; ; rest = Math.min(rest * 2, 500)) {
    try {
      return await call();
    } catch (error) {
      failed(error, rest);
    }
    await pause(rest);
  }
};

/** What the rest of Relais is told: a Fault, with what the server said in one line. */
export const faultOf = (error: unknown, hosts: string): unknown => {
  if (error instanceof Fault) return error;
  const said = String((error as Said | null)?.message).split('\n', 1)[0];
  const type = typeOf(error);
  if (error instanceof Silent)
    return new Fault('store-unreachable', `nobody answers at ${hosts}: ${said}`, error);
  if (type === 'access-denied')
    return new Fault('store-refused', `the event store at ${hosts} refuses: ${said}`, error);
  if (type === 'stream-deleted') return new Fault('event-unreadable', `a stream was deleted: ${said}`, error);
  return new Fault('store-failed', `the event store at ${hosts} says: ${said}`, error);
};
