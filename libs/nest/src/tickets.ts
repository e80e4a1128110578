import { Field, ID, InputType } from '@nestjs/graphql';
import {
  inScope,
  parseAsOf,
  prefixAt,
  streamOf,
  ticket,
  type Envelope,
  type Owned,
  type Owner,
  type Sealed,
  type Ticket,
  type TicketEvent,
} from '@relais/contracts';
import { Commands, type Handled, type Request } from '@relais/event-store';
import { replay, type Command, type Decider, type Fold } from '@relais/kernel';
import type { Asking } from './caller.ts';
import type { Histories } from './histories.ts';
import type { Ports } from './ports.ts';
import { CommandId, Instant } from './scalars.ts';

/** What every command carries. */
@InputType({ isAbstract: true })
export class CommandInput {
  @Field(() => CommandId, {
    description: 'Made by the caller before the first try: the same wish again has its effect once.',
  })
  commandId!: string;

  @Field(() => Instant, {
    nullable: true,
    description: 'When it happened, when that was not now: at most 24 hours ago, never ahead.',
  })
  happenedAt?: string | null;
}

/** What every command to one ticket carries. */
@InputType({ isAbstract: true })
export class TicketCommandInput extends CommandInput {
  @Field(() => ID, { description: 'The ticket that is meant.' }) ticketId!: string;
}

/** A ticket at an instant: the fold of a prefix of its stream. */
export type Past<State> = {
  readonly id: string;
  readonly asOf: string | null;
  readonly state: State;
  readonly revision: number;
  readonly history: readonly Envelope<TicketEvent>[];
};

/** What a history was folded to: the same history, read again, is not folded again. */
const states = new WeakMap<readonly Envelope[], Map<object, unknown>>();

const folded = <State>(fold: Fold<State, TicketEvent>, history: readonly Envelope<TicketEvent>[]): State => {
  const known = states.get(history) ?? new Map<object, unknown>();
  states.set(history, known);
  if (!known.has(fold)) known.set(fold, replay(fold, history));
  return known.get(fold) as State;
};

/** The ticket as it is, or as it was; null when there is none, when it was not yet there, or when it is not the caller's. */
export const readTicket = async <State extends Ticket>(
  histories: Histories,
  { caller }: Asking,
  { id, asOf }: Pick<Past<State>, 'id' | 'asOf'>,
  fold: Fold<State, TicketEvent>,
): Promise<Past<State> | null> => {
  const whole = await histories.of<TicketEvent>(streamOf('ticket', caller.tenant, id));
  const { client, requester } = folded<Ticket>(ticket, whole);
  if (!inScope(caller, { tenant: caller.tenant, client, requester })) return null;
  const history = prefixAt(whole, asOf === null ? null : parseAsOf(asOf));
  const revision = history.at(-1)?.revision;
  if (revision === undefined) return null;
  return { id, asOf, revision, history, state: folded(fold, history) };
};

/** A command to one ticket, and what its decision needs. */
export type Wish<C extends Command, State, R, Out extends TicketEvent> = Pick<
  Request<C, State, R, Out>,
  'command' | 'load' | 'secure' | 'onBehalfOf' | 'client' | 'causation' | 'belonging'
>;

/** The tickets of one service: commands to them, and their past. */
export class Tickets<Service extends Owner> {
  readonly #ports: Ports;
  readonly #commands: Commands<Service>;

  constructor(ports: Ports, service: Service) {
    this.#ports = ports;
    this.#commands = new Commands({ store: ports.store, service, clock: ports.clock });
  }

  /** Decides and appends; a ticket that is not the caller's answers as unknown. */
  handle<
    C extends Command,
    State extends Ticket,
    Out extends TicketEvent & Owned[Service],
    Why extends string,
    R,
  >(
    decider: Decider<C, State, TicketEvent, Out, Why, R>,
    asking: Asking,
    input: TicketCommandInput,
    wish: Wish<C, State, R, Out>,
  ): Promise<Handled<Why>> {
    return this.#commands.handle(decider, {
      ...wish,
      stream: streamOf('ticket', asking.caller.tenant, input.ticketId),
      commandId: input.commandId,
      happenedAt: input.happenedAt ?? undefined,
      caller: asking.caller,
      correlation: asking.correlation,
      belonging: wish.belonging ?? (({ client, requester }) => ({ client, requester })),
    });
  }

  /** Seals a text under the ticket's key; for an unknown or foreign ticket under one that nothing will open. */
  seal({ caller }: Asking, ticketId: string, text: string): Promise<Sealed> {
    return this.#ports.keys.seal(streamOf('ticket', caller.tenant, ticketId), text);
  }

  /** `readTicket`, for those who also command. */
  read<State extends Ticket>(
    fold: Fold<State, TicketEvent>,
    asking: Asking,
    id: string,
    asOf: string | null,
  ): Promise<Past<State> | null> {
    return readTicket(this.#ports.histories, asking, { id, asOf }, fold);
  }
}
