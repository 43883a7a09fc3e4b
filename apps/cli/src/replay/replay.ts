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
  /** Absent where it is what the decision before left. */
  stateBefore?: ScalingState;
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
  /** Those that could not be made again: what they began with follows from decisions that are not among these. */
  unmade: number;
  firstDifference: Difference | undefined;
  recorded: Sums;
  replayed: Sums;
}

export interface Check extends Replay {
  /** Decisions that did not begin with the state which the one before had left, though none is missing between them. */
  brokenChains: number;
}

/**
 * Every decision again from what it was made from: each must come out the same, byte for byte, and leave the state which
 * the next one's record has. Where that has none, it is made from what the one before left.
 */
export function check(records: readonly Recorded[]): Check {
  let brokenChains = 0;
  let left: ScalingState | undefined;
  const replay = again(records, (record, before) => {
    const carried = before && left;
    const from = record.stateBefore ?? carried;
    if (carried && !isSame(carried, from)) brokenChains += 1;
    const made = from && decide(record.observation, from, record.policy);
    left = asRecorded(made?.state);
    return made?.decision;
  });
  return { ...replay, brokenChains };
}

/**
 * Every decision from what was seen then, but with other settings, and from the state that these left. What was seen
 * does not change with them: a fleet that would have been larger is not seen to be larger. Decisions that do the same
 * count as the same, whatever their sentences say of the settings.
 */
export function withSettings(records: readonly Recorded[], settings: Partial<ScalingPolicy>): Replay {
  let left: ScalingState | undefined;
  const decideAgain = ({ observation, stateBefore, policy }: Recorded, before: Recorded | undefined) => {
    const from = (before && left) ?? stateBefore;
    const made = from && decide(observation, from, { ...policy, ...settings });
    left = asRecorded(made?.state);
    return made?.decision;
  };
  return again(records, decideAgain, (one, other) => isSame(deedsOf(one), deedsOf(other)));
}

/** @param decideAgain is told the record before, where none is missing between the two */
function again(
  records: readonly Recorded[],
  decideAgain: (record: Recorded, before: Recorded | undefined) => ScalingDecision | undefined,
  isAlike: (one: ScalingDecision, other: ScalingDecision) => boolean = isSame,
): Replay {
  const [recorded, replayed]: [Sums, Sums] = [noSums(), noSums()];
  let differing = 0;
  let unmade = 0;
  let firstDifference: Difference | undefined;
  records.forEach((record, index) => {
    const before = followedBy(records[index - 1], record) ? records[index - 1] : undefined;
    const decision = decideAgain(record, before);
    if (decision === undefined) {
      unmade += 1;
      return;
    }
    const next = records[index + 1];
    const forS = followedBy(record, next)
      ? Math.max(0, (next.observation.nowMs - record.observation.nowMs) / 1000)
      : 0;
    add(recorded, record.decision, forS);
    add(replayed, decision, forS);
    if (isAlike(decision, record.decision)) return;
    differing += 1;
    const { scalerId, seq, at } = record;
    firstDifference ??= { scalerId, seq, at, recorded: record.decision, replayed: decision };
  });
  return { decisions: records.length, differing, unmade, firstDifference, recorded, replayed };
}

function followedBy(one: Recorded | undefined, next: Recorded | undefined): next is Recorded {
  return one !== undefined && next?.scalerId === one.scalerId && next.seq === one.seq + 1;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
/** The scaler decides from what comes back when its state is written and read again. */
function asRecorded(state: ScalingState | undefined): ScalingState | undefined {
  return state && (JSON.parse(JSON.stringify(state)) as ScalingState);
}
/** All but its reasons. */
const deedsOf = ({ desired, current, action, launch, drain }: ScalingDecision) => [
  desired,
  current,
  action,
  launch,
  drain,
];
const noSums = (): Sums => ({ launches: 0, drains: 0, desiredWorkerS: 0 });

function add(sums: Sums, { launch, drain, desired }: ScalingDecision, forS: number): void {
  sums.launches += launch;
  sums.drains += drain.length;
  sums.desiredWorkerS += desired * forS;
}
