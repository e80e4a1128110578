import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { runPoll } from './index.ts';

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; !isSo() && tries < 2_000; tries += 1) await pause(2);
  expect(isSo()).toBe(true);
};

describe('a poll for what has fallen due', () => {
  it('looks again and again until it is stopped', async () => {
    let looks = 0;
    const poll = runPoll({ every: 2, look: async () => void (looks += 1) });
    await until(() => looks >= 3);
    await poll.stop();
    const before = looks;
    await pause(20);
    expect([looks, poll.standing().state]).toEqual([before, 'stopped']);
  });

  it('tells why a look failed, and that the next one went well', async () => {
    let fails = true;
    const look = async (): Promise<void> => {
      if (fails) throw new Error('the store is down');
    };
    const poll = runPoll({ every: 2, look });
    await until(() => poll.standing().state === 'retrying');
    expect(poll.standing().reason).toBe('the store is down');
    fails = false;
    await until(() => poll.standing().state === 'running');
    expect(poll.standing().reason).toBeNull();
    await poll.stop();
  });

  it('never looks twice at once, asks the look under way to end, and waits for it', async () => {
    let [looking, most, ended] = [0, 0, false];
    const poll = runPoll({
      every: 1,
      look: async (signal) => {
        looking += 1;
        most = Math.max(most, looking);
        while (!signal.aborted) await pause(1);
        ended = true;
        looking -= 1;
      },
    });
    await until(() => looking === 1);
    await pause(20);
    await poll.stop();
    expect([most, ended]).toEqual([1, true]);
  });
});
