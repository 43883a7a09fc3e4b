import type { Observation, ScalingDecision } from '@facefleet/scaling';

export interface RecordedDecision {
  seen: Observation;
  decision: ScalingDecision;
}

const REMEMBERED = 200;

/** The last decisions that changed something, each with what it was made from. Those that only repeat are left out. */
export class DecisionLog {
  private readonly records: RecordedDecision[] = [];

  /** @returns whether it is news */
  record(seen: Observation, decision: ScalingDecision): boolean {
    const last = this.records.at(-1)?.decision;
    const acts = decision.launch > 0 || decision.drain.length > 0;
    if (!acts && decision.action === last?.action && decision.desired === last.desired) return false;
    this.records.push({ seen, decision });
    if (this.records.length > REMEMBERED) this.records.shift();
    return true;
  }

  /** Oldest first. */
  recent(): readonly RecordedDecision[] {
    return this.records;
  }
}
