export { articlesOf, improvementsOf, surveyOf, type Chapter } from './articles.ts';
export { callersIn, troublesIn, type Caller, type Trouble } from './cases.ts';
export { lifeOf } from './lives.ts';
export type { Clear, Extent, Life, Moment, Stage, Told } from './telling.ts';
