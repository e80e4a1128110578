import { eventStoreContract } from '@relais/testkit';
import { openEventStore } from '../open.ts';

eventStoreContract('sqlite', (folder) => openEventStore({ adapter: 'sqlite', folder }));
