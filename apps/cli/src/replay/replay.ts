import {
  decide,
  type Observation,
  type ScalingDecision,
  type ScalingPolicy,
  type ScalingState,
} from '@facefleet/scaling';

/** What the scaler wrote of one decision, as far as it takes to make it again. */
export interface Recorded {
  scalerId: string;
  seq: number;
  at: string;
  observation: Observation;
  stateBefore: ScalingState;
  policy: ScalingPolicy;
  decision: ScalingDecision;
}

export interface Sums {
  launches: number;
  drains: number;
  /** What was wanted, for as long as it was [worker-seconds] */
  desiredWorkerS: number;
}

export interface Difference {
  scalerId: string;
  seq: number;
  at: string;
  recorded: ScalingDecision;
  replayed: ScalingDecision;
}

export interface Replay {
  decisions: number;
  /** Those that came out otherwise than recorded. */
  differing: number;
  firstDifference: Difference | undefined;
  recorded: Sums;
  replayed: Sums;
}

export interface Check extends Replay {
  /** Decisions that did not begin with the state which the one before had left, though none is missing between them. */
  brokenChains: number;
}

/** Every decision again from its own record: each must come out the same, byte for byte, and leave the next one's state. */
export function check(records: readonly Recorded[]): Check {
  let brokenChains = 0;
  let left: ScalingState | undefined;
  const replay = again(records, (record, before) => {
    if (before && left !== undefined && !isSame(left, record.stateBefore)) brokenChains += 1;
    const { decision, state } = decide(record.observation, record.stateBefore, record.policy);
    left = state;
    return decision;
  });
  return { ...replay, brokenChains };
}

/**
 * Every decision from what was seen then, but with other settings, and from the state that these left. What was seen
 * does not change with them: a fleet that would have been larger is not seen to be larger.
 */
export function withSettings(records: readonly Recorded[], settings: Partial<ScalingPolicy>): Replay {
  let left: ScalingState | undefined;
  return again(records, ({ observation, stateBefore, policy }, before) => {
    const from = before && left !== undefined ? left : stateBefore;
    const { decision, state } = decide(observation, from, { ...policy, ...settings });
    left = state;
    return decision;
  });
}

/** @param decideAgain is told the record before, where none is missing between the two */
function again(
  records: readonly Recorded[],
  decideAgain: (record: Recorded, before: Recorded | undefined) => ScalingDecision,
): Replay {
  const [recorded, replayed]: [Sums, Sums] = [noSums(), noSums()];
  let differing = 0;
  let firstDifference: Difference | undefined;
  records.forEach((record, index) => {
    const before = followedBy(records[index - 1], record) ? records[index - 1] : undefined;
    const decision = decideAgain(record, before);
    const next = records[index + 1];
    const forS = followedBy(record, next)
      ? Math.max(0, (next.observation.nowMs - record.observation.nowMs) / 1000)
      : 0;
    add(recorded, record.decision, forS);
    add(replayed, decision, forS);
    if (isSame(decision, record.decision)) return;
    differing += 1;
    const { scalerId, seq, at } = record;
    firstDifference ??= { scalerId, seq, at, recorded: record.decision, replayed: decision };
  });
  return { decisions: records.length, differing, firstDifference, recorded, replayed };
}

function followedBy(one: Recorded | undefined, next: Recorded | undefined): next is Recorded {
  return one !== undefined && next?.scalerId === one.scalerId && next.seq === one.seq + 1;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const noSums = (): Sums => ({ launches: 0, drains: 0, desiredWorkerS: 0 });

function add(sums: Sums, { launch, drain, desired }: ScalingDecision, forS: number): void {
  sums.launches += launch;
  sums.drains += drain.length;
  sums.desiredWorkerS += desired * forS;
}
