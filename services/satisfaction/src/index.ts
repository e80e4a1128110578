export { satisfaction } from './satisfaction.module.ts';
