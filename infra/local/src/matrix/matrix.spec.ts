import { matrix } from '../suites/matrix.suite.ts';
import { openWorld } from './world.ts';

matrix(openWorld);
