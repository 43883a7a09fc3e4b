import { describe, expect, it } from 'vitest';
import { gridFor } from './grid';
import { randomStreams } from './random';
import { ServiceCalendar } from './service-calendar';
import { ServiceTimes } from './service-times';

describe('ServiceTimes', () => {
  it('keeps mean and coefficient of variation on the grid, however they lie to its steps', () => {
    for (const [meanS, cv] of [
      [1.5, 0.5],
      [1.6, 0.05],
      [1.6, 0],
      [0.4, 1],
      [30, 1],
    ] as const) {
      const grid = gridFor(meanS);
      const { upTo } = new ServiceTimes({ meanS, cv }, grid);
      let first = 0;
      let second = 0;
      upTo.forEach((sum, steps) => {
        const probability = sum - (upTo[steps - 1] ?? 0);
        first += probability * grid.seconds(steps);
        second += probability * grid.seconds(steps) ** 2;
      });
      expect(first / meanS).toBeCloseTo(1, 2);
      expect(Math.abs(Math.sqrt(Math.max(0, second - first * first)) / first - cv)).toBeLessThan(0.08);
    }
  });

  it('takes a constant service time for constant', () => {
    const { upTo } = new ServiceTimes({ meanS: 1.5, cv: 0 }, gridFor(1.5));
    expect([...upTo]).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });
});

describe('ServiceCalendar', () => {
  it('spreads many messages that start together over the distribution, and ends each of them once', () => {
    const grid = gridFor(1.5);
    const times = new ServiceTimes({ meanS: 1.5, cv: 0.5 }, grid);
    const calendar = new ServiceCalendar(times, randomStreams(1).services);
    calendar.start(3, 10_000, 5);
    let finished = 0;
    for (let steps = 1; steps <= times.maxSteps; steps++) {
      finished += calendar.finish(5 + steps, (acceptedStep) => expect(acceptedStep).toBe(3));
      expect(Math.abs(finished - 10_000 * times.upTo[steps]!)).toBeLessThanOrEqual(1);
    }
    expect({ finished, inFlight: calendar.inFlight }).toEqual({ finished: 10_000, inFlight: 0 });
  });

  it('draws durations one by one as the distribution has it', () => {
    const times = new ServiceTimes({ meanS: 1.5, cv: 0.5 }, gridFor(1.5));
    const { services } = randomStreams(1);
    const counts = new Array<number>(times.maxSteps + 1).fill(0);
    for (let i = 0; i < 100_000; i++) counts[times.draw(services)]! += 1;
    let sum = 0;
    counts.forEach((count, steps) => expect((sum += count) / 100_000).toBeCloseTo(times.upTo[steps]!, 2));
  });

  it('hands out the messages that are lost with the time of their acceptance', () => {
    const { services, losses } = randomStreams(1);
    const calendar = new ServiceCalendar(new ServiceTimes({ meanS: 1.5, cv: 1 }, gridFor(1.5)), services);
    calendar.start(1, 20, 5);
    calendar.start(2, 50, 5);
    const lost = Array.from({ length: 70 }, () => calendar.loseOne(losses));
    expect([1, 2].map((acceptedStep) => lost.filter((one) => one === acceptedStep).length)).toEqual([20, 50]);
    expect(calendar.inFlight).toBe(0);
  });
});
