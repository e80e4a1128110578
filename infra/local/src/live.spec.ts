import { settings } from './settings.ts';
import { start } from './start.ts';
import { live } from './suites/live.suite.ts';

live('one', (folder) =>
  start(settings.parse({ RELAIS_PORT: 0, RELAIS_DATA: folder, RELAIS_DEMO_TICKETS: 0 }), () => undefined),
);
