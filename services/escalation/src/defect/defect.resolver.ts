import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, ID, InputType, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  idOf,
  isStaff,
  person,
  streamOf,
  type Person,
  type PersonEvent,
  type Sealed,
} from '@relais/contracts';
import { refuse } from '@relais/kernel';
import {
  Allow,
  Asked,
  CommandInput,
  desk,
  Line,
  PORTS,
  staff,
  Text,
  TicketCommandInput,
  type Asking,
  type Ports,
} from '@relais/nest';
import { Dossiers } from '../dossiers.ts';
import { Own } from '../own.ts';
import { DefectPage, TicketOutcome } from '../ticket.graph.ts';
import { defect } from './defect.decider.ts';
import { Defects } from './defects.ts';
import { checkImpersonal, type Identity } from './personal.ts';

const registerIn = () => Own;

const forVendor = 'It leaves to the vendor: it names no person, no mail address and no phone number.';

@InputType({ registerIn })
export class RaiseDefectInput extends TicketCommandInput {
  @Field(() => Line, { nullable: true, description: 'The product’s version that has it.' }) version?:
    string | null;
  @Field(() => Line, { description: `What is wrong, in one line. ${forVendor}` }) title!: string;
  @Field(() => Text, { description: `What is seen, technically. ${forVendor}` }) symptoms!: string;
}

@InputType({ registerIn })
export class RecordFixInput extends CommandInput {
  @Field(() => ID) defectId!: string;
  @Field(() => Line, { nullable: true, description: 'The first version without it.' }) version?:
    string | null;
}

@ArgsType()
export class DefectsArgs {
  @Field(() => ID, { nullable: true, description: 'Of this product alone.' }) product?: string | null;
  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@Resolver()
export class DefectResolver {
  readonly #ports: Ports;
  readonly #dossiers: Dossiers;
  readonly #defects: Defects;

  constructor(@Inject(PORTS) ports: Ports, dossiers: Dossiers, defects: Defects) {
    this.#ports = ports;
    this.#dossiers = dossiers;
    this.#defects = defects;
  }

  @Allow(...staff, 'client', 'vendor')
  @Query(() => DefectPage, {
    description:
      'The defects that the caller may see, those of the latest tickets first: a vendor those of its own products, of all clients.',
  })
  defects(@Args() { product, first, after }: DefectsArgs, @Asked() asking: Asking): Promise<DefectPage> {
    return this.#defects.page(asking, { product: product ?? null, first, after: after ?? undefined });
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, {
    description: 'Tell the vendor of the ticket’s product of a defect of it.',
  })
  async raiseDefect(@Args('input') input: RaiseDefectInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const { ticketId, commandId, version, title, symptoms } = input;
    await this.#checkImpersonal(asking, ticketId, { title, symptoms, version });
    const id = idOf('ticket', asking.caller.tenant, `defect ${ticketId} ${commandId}`);
    const data = { defect: id, title, symptoms, ...(version != null && { version }) };
    return this.#dossiers.handle(defect, asking, input, { command: { type: 'RaiseDefect', data } });
  }

  @Allow(...desk, 'vendor')
  @Mutation(() => TicketOutcome, {
    description:
      'The vendor has mended a defect. A vendor names one of its own products, and is shown no ticket.',
  })
  async recordFix(@Args('input') input: RecordFixInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const { commandId, happenedAt, defectId, version } = input;
    const met = await this.#defects.met(asking, defectId);
    if (!met) return this.#dossiers.refused(asking, refuse('defect-unknown'));
    const { ticketId, vendor } = met;
    // To a vendor the answer would tell whether it guessed the requester's name.
    if (isStaff(asking.caller)) await this.#checkImpersonal(asking, ticketId, { version });
    const data = { defect: defectId, ...(version != null && { version }) };
    return this.#dossiers.handle(
      defect,
      asking,
      { commandId, ticketId, happenedAt: happenedAt ?? null },
      {
        command: { type: 'RecordFix', data },
        belonging: ({ client, requester }) => ({ client, requester, vendor }),
      },
    );
  }

  async #checkImpersonal(
    asking: Asking,
    ticketId: string,
    told: { readonly [field: string]: string | null | undefined },
  ): Promise<void> {
    const requester = await this.#requesterOf(asking, ticketId);
    for (const [field, text] of Object.entries(told))
      if (text != null) checkImpersonal(field, text, requester);
  }

  /** What the requester is known by; nothing of a ticket that is not the caller's. */
  async #requesterOf(asking: Asking, ticketId: string): Promise<Identity> {
    const { histories, keys } = this.#ports;
    const past = await this.#dossiers.past(asking, ticketId, null);
    const stream = streamOf('person', asking.caller.tenant, past?.state.requester ?? '-');
    const { name, mail, phone } = await histories.at<Person, PersonEvent>(person, stream);
    const shown = async (sealed: Sealed | null) => (sealed ? keys.open(sealed) : null);
    return { name: await shown(name), mail: await shown(mail), phone: await shown(phone) };
  }
}
