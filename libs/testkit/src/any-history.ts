import { expect } from '@jest/globals';
import { declaredFor, type Owner, type TicketEvent } from '@relais/contracts';
import { isRefusal, type Command, type Context, type Decider } from '@relais/kernel';
import fc from 'fast-check';
import { decisionOf } from './scenario.ts';
import { ticketHistories } from './ticket-histories.ts';

/**
 * Asks a decider on whatever state any history leads to: it never throws, it leaves what it was given untouched, and what it
 * produces is the service's own and can be folded.
 */
export const askOnAnyHistory = <C extends Command, State, Out extends TicketEvent, Why extends string, Rules>(
  owner: Owner,
  decider: Decider<C, State, TicketEvent, Out, Why, Rules>,
  commands: fc.Arbitrary<NoInfer<C>>,
  contexts: fc.Arbitrary<Context<NoInfer<Rules>>>,
): void =>
  fc.assert(
    fc.property(ticketHistories, commands, contexts, (history, command, context) => {
      const decided = decisionOf(decider, context)(history, command);
      if (isRefusal(decided)) return;
      expect(decided.filter(({ type }) => declaredFor(type)?.owner !== owner)).toStrictEqual([]);
    }),
    { numRuns: 500 },
  );
