import { describe, it } from '@jest/globals';
import { client, type PersonCorrected, type PersonForgotten, type PersonRegistered } from '@relais/contracts';
import { scenario, sealedAs } from '@relais/testkit';
import { persons, type CorrectPerson, type ForgetPerson, type RegisterPerson } from './person.decider.ts';

const corrected = {
  ...{
    name: sealedAs('Zoé Martin'),
    mail: sealedAs('zoe@acme.example'),
    phone: sealedAs('+33 6 12 34 56 78'),
  },
  ...{ language: 'fr' as const, claims: ['claim-of-mail', 'claim-of-phone'] },
};
const zoe = { ...corrected, client: 'acme' };
const registered: PersonRegistered = { type: 'PersonRegistered', data: zoe };
const forgotten: PersonForgotten = { type: 'PersonForgotten', data: {} };

const { given } = scenario(persons, {
  ...{ by: 'nadia', roles: ['agent'], level: 1, at: '2026-03-02T08:15:00.000Z' },
  rules: { client: { ...client.initial, name: 'ACME', queue: 'acme-1' } },
});

describe('registering a person', () => {
  const register: RegisterPerson = { type: 'RegisterPerson', data: zoe };

  it('keeps what is known of them, sealed', () => given().when(register).then(registered));
  it('registers them once', () => given(registered).when(register).refused('person-known'));
  it('does not bring back who was forgotten', () =>
    given(registered, forgotten).when(register).refused('person-known'));
  it('needs a client', () =>
    given()
      .when(register, { rules: { client: client.initial } })
      .refused('client-unknown'));
  it('needs to be told of the client', () =>
    given()
      .when(register, { rules: { client: null } })
      .refused('client-unknown'));
});

describe('correcting a person', () => {
  const correct = (other: Partial<CorrectPerson['data']> = {}): CorrectPerson => ({
    type: 'CorrectPerson',
    data: { ...corrected, ...other },
  });
  const as = (other: Partial<CorrectPerson['data']>): PersonCorrected => ({
    type: 'PersonCorrected',
    data: { ...zoe, ...other },
  });

  it('needs to know them', () => given().when(correct()).refused('person-unknown'));
  it('leaves the forgotten alone', () =>
    given(registered, forgotten).when(correct()).refused('person-forgotten'));
  it('has nothing to do where nothing changes', () => given(registered).when(correct()).then());
  it('does not care in which order the claims are named', () =>
    given(registered)
      .when(correct({ claims: ['claim-of-phone', 'claim-of-mail'] }))
      .then());
  it.each([
    ['name', { name: sealedAs('Zoé Durand') }],
    ['mail', { mail: sealedAs('zoe.durand@acme.example') }],
    ['phone', { phone: sealedAs('+33 6 00 00 00 00') }],
    ['language', { language: 'en' as const }],
    ['claims', { claims: ['claim-of-mail'] }],
    ['other claims', { claims: ['claim-of-mail', 'claim-of-another-phone'] }],
  ])('tells of a change of %s all that is known, under the same client', (_, other) =>
    given(registered).when(correct(other)).then(as(other)),
  );
  it('can take away what a person has no more', () => {
    const { phone: _, ...withoutPhone } = corrected;
    const { phone: __, ...expected } = zoe;
    given(registered)
      .when({ type: 'CorrectPerson', data: withoutPhone })
      .then({ type: 'PersonCorrected', data: expected });
  });
  it('compares with the latest correction', () => {
    const other = { language: 'en' as const };
    given(registered, as(other)).when(correct(other)).then();
    given(registered, as(other)).when(correct()).then(as({}));
  });
});

describe('forgetting a person', () => {
  const forget: ForgetPerson = { type: 'ForgetPerson', data: {} };

  it('forgets whom it knows', () => given(registered).when(forget).then(forgotten));
  it('needs to know them', () => given().when(forget).refused('person-unknown'));
  it('forgets once', () => given(registered, forgotten).when(forget).then());
});
