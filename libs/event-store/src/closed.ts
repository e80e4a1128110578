import { Fault } from '@relais/kernel';

/** What is asked of a store that was closed. */
export const closed = (): Fault => new Fault('store-closed', 'the event store is closed');
