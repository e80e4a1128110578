export { history } from './history.module.ts';
