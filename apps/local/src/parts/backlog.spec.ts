import { describe, expect, it, vi } from 'vitest';
import { drained } from './backlog';

describe('waiting for the queue to be empty', () => {
  it('ends when nothing is left', async () => {
    const counts = [3, 5, 2, 0];
    const count = vi.fn(() => Promise.resolve(counts.shift()!));
    expect(await drained(count, 60_000)).toBe(0);
    expect(count).toHaveBeenCalledTimes(4);
  });

  it('gives up when nobody finishes anything, and says how much is left', async () => {
    const count = vi.fn(() => Promise.resolve(7));
    expect(await drained(count, 250)).toBe(7);
    expect(count.mock.calls.length).toBeGreaterThan(1);
  });

  it('fails when the queue cannot be seen, which is not the same as empty', async () => {
    await expect(drained(() => Promise.reject(new Error('gone')), 60_000)).rejects.toThrow('gone');
  });
});
