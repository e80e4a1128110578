import { Inject, Injectable } from '@nestjs/common';
import {
  inScope,
  parseStream,
  streamOf,
  type ClaimKind,
  type Language,
  type PersonData,
  type Sealed,
} from '@relais/contracts';
import { Commands } from '@relais/event-store';
import type { Refusal } from '@relais/kernel';
import { tenantKey, type KeyId } from '@relais/keys';
import { PORTS, type Asking, type Ports } from '@relais/nest';
import { claims, type Claims } from './claim.ts';
import { Contacts } from './contacts.ts';
import { persons, type PersonCommand } from './person.decider.ts';
import { readyKey } from './ready-key.ts';
import type { PersonOutcome } from './ticket.graph.ts';

type Wish = { readonly commandId: string; readonly happenedAt?: string | null };

/** What a caller says of a person, in clear: it is sealed before the command exists. */
export type Told = {
  readonly name: string;
  readonly mail?: string | null;
  readonly phone?: string | null;
  readonly language: Language;
};

const addresses = ({ mail, phone }: Told): readonly (readonly [ClaimKind, string])[] => [
  ...(mail ? ([['mail', mail]] as const) : []),
  ...(phone ? ([['phone', phone]] as const) : []),
];

/** The people whom the provider may help: sealed, claimed by mail and phone, and forgotten for good. */
@Injectable()
export class People {
  readonly #ports: Ports;
  readonly #contacts: Contacts;
  readonly #claims: Claims;
  readonly #commands: Commands<'intake'>;

  constructor(@Inject(PORTS) ports: Ports, contacts: Contacts) {
    this.#ports = ports;
    this.#contacts = contacts;
    this.#claims = claims(ports);
    this.#commands = new Commands({ store: ports.store, clock: ports.clock, service: 'intake' });
  }

  /** Whose mail or phone it is, as far as the caller may know; null for nobody's. */
  async idBy({ caller }: Asking, kind: ClaimKind, value: string): Promise<string | null> {
    const holder = await this.#claims.holder(caller.tenant, kind, value);
    return holder && (parseStream(holder)?.id ?? null);
  }

  async register(
    asking: Asking,
    wish: Wish,
    id: string,
    told: Told & { readonly client: string },
  ): Promise<PersonOutcome> {
    const { client } = told;
    const key = await this.#key(asking, id, client);
    const data: PersonData = { client, ...(await this.#sealed(asking, key, told)) };
    return this.#handle(asking, wish, id, {
      command: { type: 'RegisterPerson', data },
      client,
      secure: () => this.#secure(asking, key, id, told),
    });
  }

  async correct(asking: Asking, wish: Wish, id: string, told: Told): Promise<PersonOutcome> {
    const key = streamOf('person', asking.caller.tenant, id);
    const before = await this.#contacts.personState(asking, id);
    const data = await this.#sealed(asking, key, told);
    const boxes = {
      name: await this.#unlessSame(before.name, data.name),
      ...(data.mail && { mail: await this.#unlessSame(before.mail, data.mail) }),
      ...(data.phone && { phone: await this.#unlessSame(before.phone, data.phone) }),
    };
    const command: PersonCommand = { type: 'CorrectPerson', data: { ...data, ...boxes } };
    return this.#handle(asking, wish, id, { command, secure: () => this.#claim(asking, id, told) });
  }

  /** Settled when the key is destroyed: a crash before that is made good by the reaction to PersonForgotten. */
  async forget(asking: Asking, wish: Wish, id: string): Promise<PersonOutcome> {
    const outcome = await this.#handle(asking, wish, id, { command: { type: 'ForgetPerson', data: {} } });
    if (!outcome.ok) return outcome;
    await this.#ports.keys.forget(streamOf('person', asking.caller.tenant, id), 0);
    return { ...outcome, person: await this.#contacts.person(asking, id) };
  }

  async #handle(
    asking: Asking,
    { commandId, happenedAt }: Wish,
    id: string,
    wish: {
      readonly command: PersonCommand;
      readonly client?: string;
      readonly secure?: () => Promise<Refusal | null>;
    },
  ): Promise<PersonOutcome> {
    const { caller, correlation } = asking;
    const handled = await this.#commands.handle(persons, {
      ...{ ...wish, commandId, caller, correlation, happenedAt: happenedAt ?? undefined },
      stream: streamOf('person', caller.tenant, id),
      belonging: ({ client }) => ({ client, requester: id }),
      load: async () => ({ rules: { client: wish.client ? await this.#client(asking, wish.client) : null } }),
    });
    return { ...this.#contacts.answer(asking, handled), person: await this.#contacts.person(asking, id) };
  }

  #client(asking: Asking, id: string) {
    const { tenant, person } = asking.caller;
    return inScope(asking.caller, { tenant, client: id, requester: person })
      ? this.#contacts.clientState(asking, id)
      : null;
  }

  #key({ caller: { tenant } }: Asking, id: string, client: string): Promise<KeyId> {
    const above = [tenantKey(tenant), streamOf('client', tenant, client)];
    return readyKey(this.#ports.keys, above, streamOf('person', tenant, id));
  }

  async #sealed({ caller }: Asking, key: KeyId, told: Told): Promise<Omit<PersonData, 'client'>> {
    const seal = (text: string) => this.#ports.keys.seal(key, text);
    const claimed = addresses(told).map(([kind, value]) => this.#claims.id(caller.tenant, kind, value));
    return {
      name: await seal(told.name),
      ...(told.mail && { mail: await seal(told.mail) }),
      ...(told.phone && { phone: await seal(told.phone) }),
      language: told.language,
      claims: await Promise.all(claimed),
    };
  }

  /** The former box where the text is the same: what did not change is not written as if it had. */
  async #unlessSame(before: Sealed | null, now: Sealed): Promise<Sealed> {
    if (!before) return now;
    const { keys } = this.#ports;
    const [former, latter] = await Promise.all([keys.open(before), keys.open(now)]);
    return former !== null && former === latter ? before : now;
  }

  async #secure(asking: Asking, key: KeyId, id: string, told: Told): Promise<Refusal | null> {
    await this.#ports.keys.keep(key);
    return this.#claim(asking, id, told);
  }

  async #claim({ caller, correlation }: Asking, id: string, told: Told): Promise<Refusal | null> {
    const holder = streamOf('person', caller.tenant, id);
    for (const [kind, value] of addresses(told)) {
      const refused = await this.#claims.make(caller, { kind, value, holder, correlation });
      if (refused) return refused;
    }
    return null;
  }
}
