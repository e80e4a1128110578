import { readFileSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Engines are installed and started while everything else is tested. */
const needsEngine = ({ path }) => /\bdescribeOn(Own)?\(/.test(readFileSync(path, 'utf8'));

/** Jest's own order (failed first, long first), specs that need an engine last. */
export default class EnginesLast extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter((test) => !needsEngine(test)), ...sorted.filter(needsEngine)];
  }
}
