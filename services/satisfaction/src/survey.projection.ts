import type { Projection } from '@relais/bus';
import { survey, type Survey, type SurveyEvent, type TenantId } from '@relais/contracts';
import { extend, onceBegun } from '@relais/kernel';
import type { Model } from '@relais/projections';

/** A survey as lists show it and satisfaction is counted from it; its key is the survey's id. */
export type SurveyRow = Survey & { readonly tenant: TenantId };

/** The surveys of all tenants, now and at any instant: a query names its tenant, and the clients of who is bound to some. */
export const surveys: Model<SurveyRow> = {
  name: 'surveys',
  version: 1,
  fields: {
    tenant: 'text',
    ticket: 'text',
    client: 'text',
    requester: 'text',
    sentAt: 'text',
    expiresAt: 'text',
    score: 'number',
    comment: 'json',
    answeredAt: 'text',
  },
  indexes: [
    ['tenant', 'client', 'sentAt'],
    ['tenant', 'score', 'sentAt'],
  ],
  filters: ['client', 'score'],
  counters: {},
  temporal: true,
};

export const surveyProjection: Projection<SurveyRow, SurveyEvent> = {
  model: surveys,
  kind: 'survey',
  fold: onceBegun(
    extend<Survey, Pick<SurveyRow, 'tenant'>, SurveyEvent>(survey, {
      initial: { tenant: '' },
      evolve: { SurveySent: (_, __, { tenant }) => ({ tenant }) },
    }),
    'SurveySent',
  ),
};
