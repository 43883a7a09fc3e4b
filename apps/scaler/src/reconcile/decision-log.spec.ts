import type { ScalingDecision } from '@facefleet/scaling';
import { describe, expect, it } from 'vitest';
import { DecisionLog } from './decision-log';

const hold: ScalingDecision = { desired: 1, current: 1, action: 'hold', launch: 0, drain: [], reasons: [] };
const launch: ScalingDecision = { ...hold, desired: 2, action: 'launch', launch: 1 };

describe('DecisionLog', () => {
  it('takes for news what acts or differs, and not what only repeats', () => {
    const log = new DecisionLog();
    const made = [
      hold,
      hold,
      launch,
      launch,
      { ...hold, desired: 2 },
      hold,
      { ...hold, action: 'freeze' as const },
    ];
    expect(made.map((decision) => log.isNews(decision, false))).toEqual([
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it('takes what is not carried out for news once', () => {
    const log = new DecisionLog();
    expect([hold, launch, launch, hold].map((decision) => log.isNews(decision, true))).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});
