import { hash } from 'node:crypto';

type Branded<Name extends string> = string & { readonly [brand]?: Name };
declare const brand: unique symbol;

/** A provider's space: `[a-z0-9-]`, at most 40 characters, never shown as a name. */
export type TenantId = Branded<'tenant'>;
/** A company under contract with the provider. */
export type ClientId = Branded<'client'>;
export type TicketId = Branded<'ticket'>;
export type PersonId = Branded<'person'>;
export type ProductId = Branded<'product'>;
/** An account of the issuer's directory: a hotliner, a supervisor … */
export type AgentId = Branded<'agent'>;
export type QueueId = Branded<'queue'>;
export type ArticleId = Branded<'article'>;
export type SurveyId = Branded<'survey'>;
export type ImprovementId = Branded<'improvement'>;
/** What a defect of a product is named by, on its ticket and to its vendor. */
export type DefectId = Branded<'defect'>;
export type VisitId = Branded<'visit'>;
/** `<kind>-<tenant>.<id>`; the kind is what EventStoreDB calls the category. */
export type StreamName = Branded<'stream'>;

export const streamKinds = [
  'ticket',
  'call',
  'person',
  'client',
  'product',
  'article',
  'survey',
  'improvement',
  'numbers',
  'claim',
] as const;
export type StreamKind = (typeof streamKinds)[number];

/** The stream of one thing of one tenant. */
export const streamOf = (kind: StreamKind, tenant: TenantId, id: string): StreamName =>
  `${kind}-${tenant}.${id}`;

/** The parts of a stream's name; null when it is none of ours. Ids may hold dots, tenants never. */
export const parseStream = (
  stream: StreamName,
): { readonly kind: StreamKind; readonly tenant: TenantId; readonly id: string } | null => {
  const found = /^([a-z]+)-([a-z0-9-]+)\.(.+)$/s.exec(stream);
  const kind = streamKinds.find((k) => k === found?.[1]);
  return found?.[2] && found[3] && kind ? { kind, tenant: found[2], id: found[3] } : null;
};

/** The namespace of every id that Relais derives (RFC 9562, version 5). Never changes. */
const namespace = Buffer.from('6f1b2c0e5d435f0a9a570b8f6a1d9c11', 'hex');

/** UUID version 5 (RFC 9562): by SHA-1 in one call, since each event has two of them. */
const uuidOf = (name: string): string => {
  const hex = hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The id of a new thing, from the command that makes it: the same wish again makes the same thing. */
export const idOf = (kind: StreamKind, tenant: TenantId, commandId: string): string =>
  uuidOf(`${kind}\n${tenant}\n${commandId}`);

/** The id of an event: its stream, its command and its place in the batch. */
export const eventIdOf = (stream: StreamName, commandId: string, place: number): string =>
  uuidOf(`${stream}\n${commandId}\n${place}`);
