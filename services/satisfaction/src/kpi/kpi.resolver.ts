import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, Asked, staff, type Asking } from '@relais/nest';
import { KpisArgs, KpiSheet } from './kpi.graph.ts';
import { Kpis } from './kpis.ts';

@Resolver()
export class KpiResolver {
  readonly #kpis: Kpis;

  constructor(kpis: Kpis) {
    this.#kpis = kpis;
  }

  @Allow(...staff, 'client')
  @Query(() => [KpiSheet], {
    description:
      'The KPIs of the clients that the caller may see, over a period, as they stand or stood. By agent for supervisors, auditors and admins alone.',
  })
  kpis(@Args() asked: KpisArgs, @Asked() asking: Asking): Promise<readonly KpiSheet[]> {
    return this.#kpis.sheets(asking, asked);
  }
}
