export { escalation } from './escalation.module.ts';
