import { openWorld } from './matrix/world.ts';
import { helpdesk } from './suites/helpdesk.suite.ts';

helpdesk(openWorld);
