/** Engines that are not ours, and so are never killed: what these settings name is tested instead of what tests start. */
export const realEngines = {
  eventstoredb: process.env['RELAIS_EVENTSTOREDB_URL'] || null,
  kafka: process.env['RELAIS_KAFKA_BROKERS'] || null,
  mongodb: process.env['RELAIS_MONGODB_URL'] || null,
};

/** Where an engine that cannot be reached is a failure, not a skip. */
export const enginesRequired: boolean = process.env['RELAIS_ENGINES_REQUIRED'] === '1';
