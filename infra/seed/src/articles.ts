import {
  idOf,
  surveyIdOf,
  type ArticleEvent,
  type ImprovementEvent,
  type SurveyEvent,
  type Score,
} from '@relais/contracts';
import { DateTime } from 'luxon';
import type { Trouble } from './cases.ts';
import { draw, weigh } from './draw.ts';
import { clear, type Life, type Moment, type Stage } from './telling.ts';

/** A failure that the hot line has written up: an incident whose remedy takes at least two steps. */
const isKnown = ({ kind, steps }: Trouble): boolean => kind === 'incident' && steps.length > 1;

const known = (stage: Stage): readonly Trouble[] => stage.troubles.filter(isKnown).slice(0, 12);

const idAbout = ({ tenant }: Stage, { subject }: Trouble): string =>
  idOf('article', tenant, `demo article ${subject}`);

/** The article about a trouble; null when nobody has written one. */
export const articleAbout = (stage: Stage, trouble: Trouble): string | null =>
  known(stage).includes(trouble) ? idAbout(stage, trouble) : null;

/** A stream of the knowledge base or of the survey, and what happened in it. */
export type Chapter<E extends ArticleEvent | SurveyEvent | ImprovementEvent> = {
  readonly id: string;
  readonly moments: readonly Moment<E>[];
};

const before = ({ now }: Stage, days: number): string =>
  DateTime.fromISO(now, { zone: 'utc' }).minus({ days }).toISO() ?? now;

/** The articles of a provider, published before the first ticket of the demo. */
export const articlesOf = (stage: Stage, days: number): readonly Chapter<ArticleEvent>[] =>
  known(stage).map((trouble, place) => ({
    id: idAbout(stage, trouble),
    moments: [
      {
        at: before(stage, days + 40 - place),
        by: stage.editor,
        event: {
          type: 'ArticleDrafted',
          data: {
            ...{ kind: 'known-failure', title: trouble.subject, symptoms: [trouble.description] },
            ...{ category: trouble.category, language: stage.language },
            products: [stage.idOf('product', trouble.product)],
            steps: trouble.steps.map(([step]) => ({ technical: step, plain: step })),
          },
        },
      },
      {
        at: before(stage, days + 30 - place),
        by: stage.editor,
        event: { type: 'ArticleSubmitted', data: {} },
      },
      {
        at: before(stage, days + 20 - place),
        by: stage.supervisor,
        event: { type: 'ArticlePublished', data: {} },
      },
    ],
  }));

const scores: readonly (readonly [Score, number])[] = [
  [5, 46],
  [4, 30],
  [3, 12],
  [2, 7],
  [1, 5],
];

/** The survey of a closed ticket, by the event that closed it: a little more than half of them are answered. */
export const surveyOf = (
  stage: Stage,
  life: Life,
  { ticket, closing }: { readonly ticket: string; readonly closing: string },
): Chapter<SurveyEvent> | null => {
  if (life.closedAt === null) return null;
  const seed = `${stage.tenant} survey ${life.place}`;
  const closed = DateTime.fromISO(life.closedAt, { zone: 'utc' });
  const answered = closed.plus({ minutes: 30 + draw(seed, 'after') * 6_000 });
  const { client, requester } = life;
  const sent: Moment<SurveyEvent> = {
    ...{ at: life.closedAt, by: 'relais' },
    event: {
      type: 'SurveySent',
      data: { ticket, client, requester, expiresAt: closed.plus({ days: 14 }).toISO() ?? stage.now },
    },
  };
  const answer: Moment<SurveyEvent> = {
    ...{ at: answered.toISO() ?? stage.now, by: stage.agents[1][0] ?? 'relais', onBehalfOf: requester },
    event: { type: 'SurveyAnswered', data: { score: weigh(scores, seed, 'score') } },
  };
  const isAnswered = draw(seed, 'answered') < 0.55 && answer.at < stage.now;
  return {
    id: surveyIdOf(stage.tenant, closing),
    moments: isAnswered ? [sent, answer] : [sent],
  };
};

const proposals = {
  fr: [
    ['Un rappel la veille des interventions', 'Un message la veille éviterait les portes closes.'],
    ['Une étape « depuis quand ? » dans le script', 'La date du premier symptôme manque une fois sur deux.'],
  ],
  en: [
    ['A reminder the day before a visit', 'A message the day before would spare us closed doors.'],
    ['Ask “since when?” in the script', 'The day of the first symptom is missing every other time.'],
  ],
} as const;

/** What the staff has proposed: the first is accepted, the second waits. */
export const improvementsOf = (stage: Stage): readonly Chapter<ImprovementEvent>[] =>
  proposals[stage.language].map(([title, proposal], place) => {
    const proposed: Moment<ImprovementEvent> = {
      ...{ at: before(stage, 12 - place), by: stage.agents[1][place] ?? stage.editor },
      event: { type: 'ImprovementProposed', data: { title: clear(title), proposal: clear(proposal) } },
    };
    const decided: Moment<ImprovementEvent> = {
      ...{ at: before(stage, 5), by: stage.supervisor },
      event: { type: 'ImprovementDecided', data: { decision: 'accepted', reason: clear(title) } },
    };
    const id = idOf('improvement', stage.tenant, `demo improvement ${place}`);
    return { id, moments: place === 0 ? [proposed, decided] : [proposed] };
  });
