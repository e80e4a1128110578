import type { Position } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import type { Goal } from './processor.ts';

type Waiter = { readonly goal: Goal; readonly done: () => void; readonly fail: (fault: Fault) => void };

/** What a commit has made readable. */
export type Progress = { readonly position: Position; readonly revisions: ReadonlyMap<string, number> };

const meets = (goal: Goal, { position, revisions }: Progress): boolean =>
  'position' in goal ? position >= goal.position : (revisions.get(goal.key) ?? -1) >= goal.revision;

/** Those who wait until something can be read. */
export class Waiters {
  readonly #all = new Set<Waiter>();

  /** Settles once the goal is met; rejects when it never will be. */
  wait(goal: Goal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = {
        goal,
        done: () => resolve(this.#leave(waiter)),
        fail: (fault: Fault) => reject(fault),
      };
      this.#all.add(waiter);
    });
  }

  /** Whether the goal is met within so many ms; `done` says so before a commit does. */
  within(goal: Goal, ms: number): { readonly reached: Promise<boolean>; readonly done: () => void } {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const settle = (reached: boolean) => (): void => {
      clearTimeout(timer);
      this.#leave(waiter);
      resolve(reached);
    };
    const timer = setTimeout(settle(false), ms);
    const waiter: Waiter = { goal, done: settle(true), fail: settle(false) };
    this.#all.add(waiter);
    return { reached: promise, done: waiter.done };
  }

  tell(progress: Progress): void {
    for (const waiter of this.#all) if (meets(waiter.goal, progress)) waiter.done();
  }

  fail(fault: Fault): void {
    for (const waiter of this.#all) {
      this.#leave(waiter);
      waiter.fail(fault);
    }
  }

  #leave(waiter: Waiter): void {
    this.#all.delete(waiter);
  }
}
