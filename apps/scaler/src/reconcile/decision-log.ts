import type { ScalingDecision } from '@facefleet/scaling';

/** Tells decisions that are news from those that only repeat the one before. */
export class DecisionLog {
  private last: ScalingDecision | undefined;

  /** @param held it is not carried out: wanting the same again and again is no news then */
  isNews(decision: ScalingDecision, held: boolean): boolean {
    const { last } = this;
    this.last = decision;
    const acts = decision.launch > 0 || decision.drain.length > 0;
    if (acts && !held) return true;
    return decision.action !== last?.action || decision.desired !== last.desired;
  }
}
