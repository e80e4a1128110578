import { Field, ID, InputType } from '@nestjs/graphql';
import type { Channel, TicketKind } from '@relais/contracts';
import { ChannelEnum, CommandInput, Line, Text, TicketCommandInput, TicketKindEnum } from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

@InputType({ registerIn })
export class OpenTicketInput extends CommandInput {
  @Field(() => TicketKindEnum) kind!: TicketKind;
  @Field(() => ChannelEnum) channel!: Channel;
  @Field(() => Line, { description: 'What it is about, in one line.' }) subject!: string;
  @Field(() => Text, { nullable: true, description: 'The problem in the requester’s words.' }) description?:
    string | null;
  @Field(() => ID) clientId!: string;
  @Field(() => ID, { nullable: true, description: 'The person helped; a requester can only be themselves.' })
  requesterId?: string | null;
  @Field(() => ID, { nullable: true }) productId?: string | null;
  @Field(() => Line, { nullable: true, description: 'The very machine, for example "L200, serial 4711".' })
  equipment?: string | null;
  @Field(() => Line, {
    nullable: true,
    description: 'The reference of the client’s own system: one ticket has it.',
  })
  reference?: string | null;
}

@InputType({ registerIn })
export class ReceiveMessageInput extends TicketCommandInput {
  @Field(() => ChannelEnum) channel!: Channel;
  @Field(() => Text) text!: string;
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the agent recognised the requester by more than an address.',
  })
  recognised!: boolean;
}

@InputType({ registerIn })
export class SendMessageInput extends TicketCommandInput {
  @Field(() => ChannelEnum) channel!: Channel;
  @Field(() => Text) text!: string;
}

@InputType({ registerIn })
export class AddNoteInput extends TicketCommandInput {
  @Field(() => Text) text!: string;
}

@InputType({ registerIn })
export class ReopenTicketInput extends TicketCommandInput {
  @Field(() => Text) reason!: string;
}

@InputType({ registerIn })
export class ConfirmSolutionInput extends TicketCommandInput {
  @Field(() => Text, { nullable: true }) comment?: string | null;
}

@InputType({ registerIn })
export class ContestSolutionInput extends TicketCommandInput {
  @Field(() => Text, { description: 'What still does not work.' }) comment!: string;
}
