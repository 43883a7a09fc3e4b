import { describe, expect, it } from 'vitest';
import { inParallel } from './in-parallel';

describe('working on many at a time', () => {
  it('works on each once, and never on more than allowed', async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('begins nothing new after a failure, and throws it', async () => {
    const begun: number[] = [];
    const work = (item: number) => {
      begun.push(item);
      return item === 2 ? Promise.reject(new Error('two')) : Promise.resolve();
    };
    await expect(inParallel([1, 2, 3, 4, 5, 6], 1, work)).rejects.toThrow('two');
    expect(begun).toEqual([1, 2]);
  });
});
