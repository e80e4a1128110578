import type { Event } from '@relais/kernel';
import type { ArticleId } from '../ids.ts';

/** An article was followed on this ticket, in that published version, and helped or did not. */
export type ArticleUsed = Event<
  'ArticleUsed',
  { readonly article: ArticleId; readonly version: number; readonly helped: boolean }
>;

export type KnowledgeTicketEvent = ArticleUsed;
