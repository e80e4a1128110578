export { intake } from './intake.module.ts';
