export { knowledge } from './knowledge.module.ts';
