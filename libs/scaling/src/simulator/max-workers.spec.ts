import { describe, expect, it } from 'vitest';
import { maxWorkersFor } from './max-workers';

const LOAD = { serviceTimeS: 1.5, slots: 1 };

describe('the maximum that a trace needs', () => {
  it('is twenty, where they can serve the busiest minute', () => {
    const trace = { name: 't', binS: 60, counts: [100, 800, 100] };
    expect(maxWorkersFor(trace, LOAD)).toEqual({ needed: 20, maxWorkers: 20 }); // 800 / 60 * 1.5
  });

  it('is half as many again as the busiest minute keeps busy, where these are more', () => {
    const trace = { name: 't', binS: 60, counts: [100, 1000, 100] };
    expect(maxWorkersFor(trace, LOAD)).toEqual({ needed: 25, maxWorkers: 38 });
    expect(maxWorkersFor(trace, { ...LOAD, slots: 2 })).toEqual({ needed: 13, maxWorkers: 20 });
  });

  it('goes by a minute of shorter bins: 200 at once are no reason for hundreds of machines', () => {
    const counts = Array.from({ length: 100 }, (_, second) => (second === 70 ? 200 : 0));
    expect(maxWorkersFor({ name: 't', binS: 1, counts }, LOAD)).toEqual({ needed: 5, maxWorkers: 20 });
  });
});
