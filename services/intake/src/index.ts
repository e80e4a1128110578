export { intake } from './intake.module.ts';
export { factId, type Batch, type Fact } from './import/fact.ts';
export { writeFacts, type Telling, type Written } from './import/facts.ts';
export { claims } from './claim.ts';
export { numbers } from './numbers.ts';
export { readMapping, type Flaw } from './import/flaw.ts';
export { importLog, type Imported, type ImportTold, type ImportWish } from './import/import-log.ts';
export { mappingSchema, type Mapping } from './import/mapping.ts';
