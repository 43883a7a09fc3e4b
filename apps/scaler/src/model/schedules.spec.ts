import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LONG, type Schedule, schedules, SHORT } from './schedule.fixture';
import { runSchedule } from './world.fixture';

/** `npm run model` goes further, and from other seeds. */
const SEED = 20_261_129;
const TIMEOUT_MS = 600_000;

async function holds(schedule: Schedule): Promise<void> {
  const { violation } = await runSchedule(schedule);
  if (violation !== undefined) throw new Error(violation);
}

describe('scalers in a world where every call can fail', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it(
    'keep what they promise in schedules with a few faults',
    async () => {
      await fc.assert(fc.asyncProperty(schedules(SHORT), holds), { numRuns: 2_000, seed: SEED });
    },
    TIMEOUT_MS,
  );

  it(
    'keep what they promise in schedules with many faults',
    async () => {
      await fc.assert(fc.asyncProperty(schedules(LONG), holds), { numRuns: 400, seed: SEED });
    },
    TIMEOUT_MS,
  );

  it('live through one schedule twice in the same way', async () => {
    const [schedule] = fc.sample(schedules(LONG), { numRuns: 1, seed: SEED });
    expect(await runSchedule(schedule!)).toEqual(await runSchedule(schedule!));
  });
});
