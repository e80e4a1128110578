export { triage } from './triage.module.ts';
