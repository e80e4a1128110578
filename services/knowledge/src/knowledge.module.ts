import { Module } from '@nestjs/common';
import type { Service } from '@relais/nest';
import { ArticleResolver } from './article.resolver.ts';
import { ArticleSearch } from './article-search.ts';
import { Articles } from './articles.ts';

import { Own } from './own.ts';
import { Shelves } from './shelves.ts';
import { Ticket } from './ticket.graph.ts';
import { TicketResolver } from './ticket.resolver.ts';
import { Uses } from './uses.ts';

@Module({ providers: [Shelves, Uses, Articles, ArticleSearch, ArticleResolver, TicketResolver] })
class KnowledgeModule {}

/** Keeps what is known of failures and remedies, and tells what fits a ticket. */
export const knowledge: Service = {
  name: 'knowledge',
  module: KnowledgeModule,
  own: Own,
  entities: [Ticket],
};
