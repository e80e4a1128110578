import { idOf, streamOf, type ClientId, type StreamName, type TenantId } from '@relais/contracts';

/** Who imports what: the log by its hash, and the help desk that it is of. */
export type Origin = {
  readonly tenant: TenantId;
  /** SHA-256 of the file's content, hex. */
  readonly batch: string;
  readonly desk: string;
  /** Who asked for the import: the actor of what no row did. */
  readonly actor: string;
};

/** A client or product of a desk is the same one in all its logs, whatever file names it. */
export const namedId = ({ tenant, desk }: Origin, kind: 'client' | 'product', name: string): string =>
  idOf(kind, tenant, `${desk}\n${name}`);

/** A requester by a blind index: no id may be made of a person's name. */
export const requesterId = ({ tenant }: Origin, blind: string): string => idOf('person', tenant, blind);

export const ticketStream = ({ tenant, batch }: Origin, key: string): StreamName =>
  streamOf('ticket', tenant, idOf('ticket', tenant, `${batch}\n${key}`));

/** A defect or a visit that the log gives no name. */
export const namelessId = ({ tenant, batch }: Origin, line: number, nth: number): string =>
  idOf('ticket', tenant, `${batch}\n${line}\n${nth}\nnameless`);

/** What a client's tickets, and its people, hang below. */
export const clientStream = ({ tenant }: Origin, client: ClientId): StreamName =>
  streamOf('client', tenant, client);
