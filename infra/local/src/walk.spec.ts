import { walk } from './suites/walk.suite.ts';
import { start } from './testing/shipped.ts';

walk(start);
