import type { Role } from '@relais/contracts';
import type { Asking } from '@relais/nest';
import { acme, openTestPorts, type TestPorts } from '@relais/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from './queue.ts';
import { Treatments } from './treatments.ts';

const asking = (role: Role, clients: readonly string[] | null = null): Asking => ({
  caller: { tenant: 'acme', actor: 'nadia', roles: [role], level: 1, clients, person: null, vendor: null },
  correlation: 'spec',
  language: 'en',
  notices: new Set(),
});

const subject = { kid: 'throw-away', box: '' };

describe('waiting until the lists show one’s own last command', () => {
  let test: TestPorts;
  let queue: Queue;

  beforeEach(async () => {
    test = await openTestPorts();
    queue = new Queue(test.ports, new Treatments(test.ports));
    queue.onApplicationBootstrap();
    await test.given(
      acme('ticket', 't1'),
      [
        {
          type: 'TicketOpened',
          data: {
            number: 'R-1',
            kind: 'incident',
            channel: 'phone',
            subject,
            client: 'lumen',
            queue: 'lumen-1',
          },
        },
      ],
      { client: 'lumen' },
    );
  });

  afterEach(async () => {
    await queue.beforeApplicationShutdown();
    await test.close();
  });

  it('shows a ticket at its revision', async () => {
    expect(await queue.shows(asking('agent'), { ticketId: 't1', revision: 0 })).toBe(true);
  });

  it('says after a second that a later revision is visible later', async () => {
    expect(await queue.shows(asking('agent'), { ticketId: 't1', revision: 9 })).toBe(false);
  });

  it('shows another’s ticket as little as one that does not exist', async () => {
    const foreign = asking('agent', ['orfeo']);
    expect(await queue.shows(foreign, { ticketId: 't1', revision: 0 })).toBe(false);
    expect(await queue.shows(foreign, { ticketId: 't2', revision: 0 })).toBe(false);
  });

  it('takes a position of the store from operators alone', async () => {
    const position = await test.ports.store.head();
    expect(await queue.shows(asking('auditor'), { position })).toBe(true);
    for (const role of ['agent', 'supervisor', 'client', 'vendor', 'requester'] as const)
      await expect(queue.shows(asking(role, ['lumen']), { position })).rejects.toMatchObject({
        code: 'at-least-unreadable',
      });
  });
});
