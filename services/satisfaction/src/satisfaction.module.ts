import { Module } from '@nestjs/common';
import type { Service } from '@relais/nest';
import { ImprovementResolver } from './improvement.resolver.ts';
import { Improvements } from './improvements.ts';
import { KpiResolver } from './kpi/kpi.resolver.ts';
import { Kpis } from './kpi/kpis.ts';
import { Own } from './own.ts';
import { Ticket } from './survey.graph.ts';
import { SurveyReaction } from './survey.reaction.ts';
import { SurveyResolver } from './survey.resolver.ts';
import { Surveys } from './surveys.ts';

@Module({
  providers: [Improvements, Kpis, SurveyReaction, Surveys, ImprovementResolver, KpiResolver, SurveyResolver],
})
class SatisfactionModule {}

/** Asks requesters whether they are satisfied, keeps what the staff proposes to improve, and counts the KPIs. */
export const satisfaction: Service = {
  name: 'satisfaction',
  module: SatisfactionModule,
  own: Own,
  entities: [Ticket],
};
