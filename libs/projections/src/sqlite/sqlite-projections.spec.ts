import { projectionsContract } from '@relais/testkit';
import { openProjections } from '../open.ts';

projectionsContract('sqlite', (folder, keptChanges) =>
  openProjections({ adapter: 'sqlite', folder, ...(keptChanges === undefined ? {} : { keptChanges }) }),
);
