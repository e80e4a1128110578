import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import {
  decisions,
  idOf,
  improvement,
  streamOf,
  type Improvement as ImprovementState,
  type ImprovementEvent,
  type TenantId,
} from '@relais/contracts';
import { Commands } from '@relais/event-store';
import { tenantKey } from '@relais/keys';
import { answerRefusal, open, openOptional, PORTS, type Asking, type Ports } from '@relais/nest';
import type { Table } from '@relais/projections';
import { improving, type ImprovementCommand } from './improvement.decider.ts';
import type {
  DecideImprovementInput,
  Improvement,
  ImprovementOutcome,
  ImprovementPage,
  ImprovementsArgs,
  ProposeImprovementInput,
} from './improvement.graph.ts';
import { improvementProjection, improvements, type ImprovementRow } from './improvement.projection.ts';

type Wish = {
  readonly id: string;
  readonly commandId: string;
  readonly happenedAt?: string | null;
  readonly command: ImprovementCommand;
};

/** What the staff proposes to do otherwise. It is the provider's own: all of its staff sees it, whichever clients they work for. */
@Injectable()
export class Improvements implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #commands: Commands<'satisfaction'>;
  readonly #table: Table<ImprovementRow>;
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#commands = new Commands({ store: ports.store, clock: ports.clock, service: 'satisfaction' });
    this.#table = ports.projections.table(improvements);
  }

  onApplicationBootstrap(): void {
    this.#running = runProjection({ ...this.#ports, projection: improvementProjection });
    this.#ports.processors.set(improvements.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(improvements.name);
  }

  async page({ caller }: Asking, { decided, first, after }: ImprovementsArgs): Promise<ImprovementPage> {
    const decision = [...(decided === true ? [] : [null]), ...(decided === false ? [] : decisions)];
    const { rows, cursors, more } = await this.#table.page({
      where: { tenant: caller.tenant, decision },
      order: [{ field: 'proposedAt', descending: true }],
      ...{ first, after: after ?? undefined },
    });
    const nodes = rows.flatMap(({ key, row }) => (row && this.#shown(key, row)) ?? []);
    return { nodes, next: more ? (cursors.at(-1) ?? null) : null };
  }

  async propose(asking: Asking, input: ProposeImprovementInput): Promise<ImprovementOutcome> {
    const { tenant } = asking.caller;
    const title = await this.#seal(tenant, input.title);
    const proposal = await this.#seal(tenant, input.proposal);
    const command = { type: 'ProposeImprovement', data: { title, proposal } } as const;
    return this.#handle(asking, { ...input, command, id: idOf('improvement', tenant, input.commandId) });
  }

  async decide(asking: Asking, input: DecideImprovementInput): Promise<ImprovementOutcome> {
    const { decision, improvementId: id } = input;
    const reason = await this.#seal(asking.caller.tenant, input.reason);
    const command = { type: 'DecideImprovement', data: { decision, reason } } as const;
    return this.#handle(asking, { ...input, command, id });
  }

  async #seal(tenant: TenantId, text: string) {
    return this.#ports.keys.seal(await this.#ports.keys.ready([tenantKey(tenant)]), text);
  }

  async #handle(
    { caller, correlation, language }: Asking,
    { id, command, commandId, happenedAt }: Wish,
  ): Promise<ImprovementOutcome> {
    const { histories, keys } = this.#ports;
    const stream = streamOf('improvement', caller.tenant, id);
    const handled = await this.#commands.handle(improving, {
      ...{ stream, command, commandId, correlation, happenedAt: happenedAt ?? undefined },
      caller: { ...caller, clients: null },
      secure: async () => {
        await keys.keep(tenantKey(caller.tenant));
        return null;
      },
    });
    const left = await histories.at<ImprovementState, ImprovementEvent>(improvement, stream, {
      by: 'revision',
      revision: handled.revision,
    });
    return {
      ok: handled.ok,
      refusal: handled.ok ? null : answerRefusal(handled.refusal, language),
      improvement: this.#shown(id, left),
    };
  }

  #shown(id: string, state: ImprovementState): Improvement | null {
    const { title, proposal, reason, proposedBy, proposedAt, decision, decidedBy, decidedAt } = state;
    if (!title || !proposal || proposedBy === null || proposedAt === null) return null;
    const { keys } = this.#ports;
    return {
      ...{ id, proposedBy, proposedAt, decision, decidedBy, decidedAt },
      get title() {
        return open(keys, title);
      },
      get proposal() {
        return open(keys, proposal);
      },
      get reason() {
        return openOptional(keys, reason);
      },
    };
  }
}
