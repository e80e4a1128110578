import { Inject } from '@nestjs/common';
import { Parent, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { isStaff } from '@relais/contracts';
import { Allow, Asked, open, openOptional, PORTS, staff, type Asking, type Ports } from '@relais/nest';
import { defectOf } from './defect/defects.ts';
import type { Handled } from './dossier.ts';
import { Dossiers, type Shown } from './dossiers.ts';
import { Defect, Dossier, Escalation, HandOver, HandOverReturn, Ticket, Visit } from './ticket.graph.ts';

const of = async <Part>({ past }: Shown, part: (state: Handled) => Part): Promise<Part | null> => {
  const read = await past();
  return read && part(read.state);
};

@Resolver(() => Ticket)
export class TicketResolver {
  readonly #keys: Ports['keys'];
  readonly #dossiers: Dossiers;

  constructor(@Inject(PORTS) { keys }: Ports, dossiers: Dossiers) {
    this.#keys = keys;
    this.#dossiers = dossiers;
  }

  @ResolveReference()
  reference(
    reference: { readonly id: string; readonly asOf?: string | null },
    asking: Asking,
  ): Promise<Ticket | null> {
    return this.#dossiers.ticket(asking, reference.id, reference.asOf ?? null);
  }

  @ResolveField(() => HandOver, {
    nullable: true,
    description: 'How it was last offered to level 2; null when it never was.',
  })
  async handOver(@Parent() shown: Shown, @Asked() { caller }: Asking): Promise<HandOver | null> {
    const state = await of(shown, (found) => found);
    if (!state?.handOver) return null;
    const { queue, expected, by, at, accepted } = state.handOver;
    return {
      ...{ queue, by, at, waiting: state.offeredTo !== null },
      expected: await openOptional(this.#keys, expected),
      acceptedBy: accepted?.by ?? null,
      acceptedAt: accepted?.at ?? null,
      lastReturn: isStaff(caller) ? await this.#returned(state) : null,
    };
  }

  @Allow(...staff, 'client')
  @ResolveField(() => Dossier, {
    nullable: true,
    description: 'What the next one must know, told by what happened: nothing of it is written twice.',
  })
  async dossier(@Parent() shown: Shown): Promise<Dossier | null> {
    const state = await of(shown, (found) => found);
    if (!state) return null;
    const keys = this.#keys;
    return {
      get expected() {
        return openOptional(keys, state.handOver?.expected);
      },
      get established() {
        return Promise.all(
          state.established.map(async (known) => ({ ...known, answer: await open(keys, known.answer) })),
        );
      },
      get tried() {
        return Promise.all(
          state.tried.map(async (known) => ({ ...known, step: await open(keys, known.step) })),
        );
      },
      get ruledOut() {
        return Promise.all(
          state.ruledOut.map(async (known) => ({ ...known, step: await openOptional(keys, known.step) })),
        );
      },
      get supposed() {
        const { supposed } = state;
        return supposed && open(keys, supposed.words).then((words) => ({ ...supposed, words }));
      },
    };
  }

  @Allow(...staff, 'client')
  @ResolveField(() => [Defect], { nullable: true, description: 'The defects raised on it, in order.' })
  async defects(@Parent() shown: Shown, @Asked() { caller }: Asking): Promise<readonly Defect[]> {
    const found = await of(shown, ({ defects, product }) => defects.map((known) => ({ known, product })));
    const ticket = isStaff(caller) ? shown : null;
    return (found ?? []).map(({ known, product }) => defectOf(known, { product, ticket }));
  }

  @ResolveField(() => [Visit], { description: 'The visits that were scheduled, in order.' })
  async visits(@Parent() shown: Shown): Promise<Visit[]> {
    const visits = (await of(shown, (state) => state.visits)) ?? [];
    return Promise.all(
      visits.map(async (visit) => ({
        ...visit,
        note: await openOptional(this.#keys, visit.note),
        reason: await openOptional(this.#keys, visit.reason),
        report: await openOptional(this.#keys, visit.report),
      })),
    );
  }

  @Allow(...staff)
  @ResolveField(() => [Escalation], {
    nullable: true,
    description: 'When supervisors were called, in order; never shown outside.',
  })
  async escalations(@Parent() shown: Shown): Promise<Escalation[]> {
    const escalations = (await of(shown, (state) => state.escalations)) ?? [];
    return Promise.all(
      escalations.map(async (called) => ({ ...called, note: await openOptional(this.#keys, called.note) })),
    );
  }

  async #returned({ lastReturn }: Handled): Promise<HandOverReturn | null> {
    return lastReturn && { ...lastReturn, advice: await open(this.#keys, lastReturn.advice) };
  }
}
