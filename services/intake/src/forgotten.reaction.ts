import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Recorded, Subscription } from '@relais/event-store';
import { PORTS, type Ports } from '@relais/nest';

/**
 * Destroys the key of everybody who was forgotten. Its checkpoint is the keys' own: a crash between the event and the
 * destruction is made good, and an older back-up of the keys is brought up to date.
 */
@Injectable()
export class ForgottenReaction implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  #subscription: Subscription | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { bus, keys } = this.#ports;
    const after = await keys.forgottenUpTo();
    this.#subscription = bus.subscribe({ group: 'forgotten', after, kinds: ['person'] }, (batch) =>
      this.#destroy(batch),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#subscription?.stop();
  }

  async #destroy(batch: readonly Recorded[]): Promise<void> {
    for (const { event, position } of batch)
      if (event.type === 'PersonForgotten') await this.#ports.keys.forget(event.stream, position);
  }
}
