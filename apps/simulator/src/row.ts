import type { Outcome } from '@facefleet/scaling';
import type { Contest } from './contest';

/** What `--json` writes of each autoscaler in each world. Others read it: fields are added, never renamed. */
export interface Row {
  trace: string;
  policy: string;
  requests: number;
  missed: number;
  billedInstanceS: number;
  boundInstanceS: number;
  p50WaitS: number;
  p95WaitS: number;
  p99WaitS: number;
  launches: number;
  directionChanges: number;
  peakInstances: number;
  sloS: number;
  maxWorkers: number;
  seed: number;
  maxWaitS: number;
  missedShare: number;
  /** Billed for each second of the bound; null where that is nothing */
  boundRatio: number | null;
  thetaUnder: number;
  thetaOver: number;
  tauUnder: number;
  tauOver: number;
}

export function rowsOf({ world, bound, outcomes }: Contest): Row[] {
  return outcomes.map((outcome) => ({
    ...{ trace: outcome.trace, policy: outcome.policy, requests: outcome.requests, missed: outcome.missed },
    billedInstanceS: rounded(outcome.billedInstanceS),
    boundInstanceS: rounded(bound.instanceS),
    p50WaitS: rounded(outcome.p50WaitS),
    p95WaitS: rounded(outcome.p95WaitS),
    p99WaitS: rounded(outcome.p99WaitS),
    launches: outcome.launches,
    directionChanges: outcome.directionChanges,
    peakInstances: outcome.peakInstances,
    ...{ sloS: world.sloS, maxWorkers: world.maxWorkers, seed: world.seed },
    maxWaitS: rounded(outcome.maxWaitS),
    missedShare: rounded(missedShare(outcome), 6),
    boundRatio: ratioOf(outcome.billedInstanceS, bound.instanceS),
    thetaUnder: rounded(outcome.thetaUnder),
    thetaOver: rounded(outcome.thetaOver),
    tauUnder: rounded(outcome.tauUnder),
    tauOver: rounded(outcome.tauOver),
  }));
}

function missedShare({ missed, requests }: Outcome): number {
  return requests === 0 ? 0 : missed / requests;
}

function ratioOf(billedInstanceS: number, boundInstanceS: number): number | null {
  return boundInstanceS <= 0 ? null : rounded(billedInstanceS / boundInstanceS);
}

/** NaN stays, and becomes null in JSON: nothing was measured. */
function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
