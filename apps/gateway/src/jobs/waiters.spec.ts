import type { JobResult } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { Waiters } from './waiters';

const result = (id: string) => ({ id }) as JobResult;

describe('Waiters', () => {
  it('gives each request its own result', async () => {
    const waiters = new Waiters();
    const [a, b] = [waiters.register('a'), waiters.register('b')];
    waiters.answer(result('b'));
    waiters.answer(result('a'));
    expect((await a.answered)?.id).toBe('a');
    expect((await b.answered)?.id).toBe('b');
  });

  it('answers everybody who waits for one result', async () => {
    const waiters = new Waiters();
    const both = [waiters.register('a'), waiters.register('a')];
    waiters.answer(result('a'));
    expect(await Promise.all(both.map(({ answered }) => answered))).toEqual([result('a'), result('a')]);
  });

  it('forgets whoever is closed, and keeps the others', async () => {
    const waiters = new Waiters();
    const [gone, staying] = [waiters.register('a'), waiters.register('a')];
    gone.close();
    expect(await gone.answered).toBeUndefined();
    expect(waiters.isWaitedFor('a')).toBe(true);
    staying.close();
    expect(waiters.isWaitedFor('a')).toBe(false);
  });

  it('knows since when the oldest request has been under way that somebody waits for', () => {
    const waiters = new Waiters();
    const older = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
    const younger = '019338e2-7c1c-7cc3-9f4e-2f1d2a6b9c11';
    const [first, second] = [waiters.register(older), waiters.register(younger)];
    expect(waiters.oldestAcceptedAtMs).toBeUndefined();
    second.accepted();
    expect(waiters.oldestAcceptedAtMs).toBe(0x019338e27c1c);
    first.accepted();
    expect(waiters.oldestAcceptedAtMs).toBe(0x019338e27c1b);
    waiters.answer(result(older));
    expect(waiters.oldestAcceptedAtMs).toBe(0x019338e27c1c);
    second.close();
    expect(waiters.oldestAcceptedAtMs).toBeUndefined();
  });

  it('lets everybody go at shutdown', async () => {
    const waiters = new Waiters();
    const { answered } = waiters.register('a');
    waiters.beforeApplicationShutdown();
    expect(await answered).toBeUndefined();
  });
});
