import type { Observation, ScalingDecision } from '@facefleet/scaling';
import { describe, expect, it } from 'vitest';
import { DecisionLog } from './decision-log';

const seen: Observation = { nowMs: 0, queue: undefined, workers: [], heartbeatsFlow: true };
const hold: ScalingDecision = { desired: 1, current: 1, action: 'hold', launch: 0, drain: [], reasons: [] };
const launch: ScalingDecision = { ...hold, desired: 2, action: 'launch', launch: 1 };

describe('DecisionLog', () => {
  it('keeps what acts or differs, and not what only repeats', () => {
    const log = new DecisionLog();
    const news = [
      hold,
      hold,
      launch,
      launch,
      { ...hold, desired: 2 },
      hold,
      { ...hold, action: 'freeze' as const },
    ];
    expect(news.map((decision) => log.record(seen, decision))).toEqual([
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(log.recent().map(({ decision }) => decision.action)).toEqual([
      'hold',
      'launch',
      'launch',
      'hold',
      'hold',
      'freeze',
    ]);
  });

  it('keeps the newest 200', () => {
    const log = new DecisionLog();
    for (let nowMs = 0; nowMs < 500; nowMs++) log.record({ ...seen, nowMs }, launch);
    expect(log.recent()).toHaveLength(200);
    expect(log.recent().at(-1)?.seen.nowMs).toBe(499);
  });
});
