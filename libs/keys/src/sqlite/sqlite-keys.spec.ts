import { keysContract } from '@relais/testkit';
import { openKeys } from '../open.ts';

keysContract('sqlite', (folder) => openKeys({ adapter: 'sqlite', folder }));
