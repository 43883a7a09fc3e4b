import { MAX_RECEIVE_COUNT } from '@facefleet/aws';
import { describe, expect, it } from 'vitest';
import { retryDelayS } from './receiver';

const delayS = (deliveries: number) =>
  retryDelayS([{ Attributes: { ApproximateReceiveCount: String(deliveries) } }]);

describe('a message that could not be dealt with', () => {
  it('comes back soon at first, and then once a minute', () => {
    expect([1, 2, 3, 4, 9].map(delayS)).toEqual([2, 8, 32, 60, 60]);
    expect(retryDelayS([])).toBe(2);
  });

  it('is not given up while S3 is away for five minutes', () => {
    const delays = Array.from({ length: MAX_RECEIVE_COUNT - 1 }, (_, before) => delayS(before + 1));
    expect(delays.reduce((sum, delay) => sum + delay)).toBeGreaterThanOrEqual(300);
  });
});
