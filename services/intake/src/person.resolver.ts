import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { idOf } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { Allow, Asked, desk, Email, Phone, staff, type Asking } from '@relais/nest';
import { Contacts } from './contacts.ts';
import { People } from './people.ts';
import { CorrectPersonInput, ForgetPersonInput, RegisterPersonInput } from './register.inputs.ts';
import { Person, PersonOutcome } from './ticket.graph.ts';

@Resolver()
export class PersonResolver {
  readonly #contacts: Contacts;
  readonly #people: People;

  constructor(contacts: Contacts, people: People) {
    this.#contacts = contacts;
    this.#people = people;
  }

  @Allow(...staff, 'client', 'requester')
  @Query(() => Person, {
    nullable: true,
    description: 'A person by exactly one of id, mail or phone; null when there is none for the caller.',
  })
  async person(
    @Args('id', { type: () => ID, nullable: true }) id: string | undefined,
    @Args('mail', { type: () => Email, nullable: true }) mail: string | undefined,
    @Args('phone', { type: () => Phone, nullable: true }) phone: string | undefined,
    @Asked() asking: Asking,
  ): Promise<Person | null> {
    if ([id, mail, phone].filter((given) => given != null).length !== 1)
      throw new Invalid('person-unnamed', 'id', 'name a person by exactly one of id, mail or phone');
    const byMail = mail ? await this.#people.idBy(asking, 'mail', mail) : null;
    const byPhone = phone ? await this.#people.idBy(asking, 'phone', phone) : null;
    const found = id ?? byMail ?? byPhone;
    return found ? this.#contacts.person(asking, found) : null;
  }

  @Allow(...desk, 'admin', 'integration')
  @Mutation(() => PersonOutcome, { description: 'Somebody whom the provider may help.' })
  registerPerson(@Args('input') input: RegisterPersonInput, @Asked() asking: Asking): Promise<PersonOutcome> {
    const id = idOf('person', asking.caller.tenant, input.commandId);
    return this.#people.register(asking, input, id, { ...input, client: input.clientId });
  }

  @Allow(...desk, 'admin', 'integration')
  @Mutation(() => PersonOutcome, { description: 'What is known of a person, as it is now.' })
  correctPerson(@Args('input') input: CorrectPersonInput, @Asked() asking: Asking): Promise<PersonOutcome> {
    return this.#people.correct(asking, input, input.personId, input);
  }

  @Allow('supervisor', 'admin')
  @Mutation(() => PersonOutcome, { description: 'Erase a person’s data for good; the history stays whole.' })
  forgetPerson(@Args('input') input: ForgetPersonInput, @Asked() asking: Asking): Promise<PersonOutcome> {
    return this.#people.forget(asking, input, input.personId);
  }
}
