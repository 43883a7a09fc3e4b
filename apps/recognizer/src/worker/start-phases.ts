import { performance } from 'node:perf_hooks';

/** What a start spent its time on, from the start of the process on. */
export class StartPhases {
  private readonly phases: Record<string, number> = {};
  private endedAtMs = 0;

  /** The time since the last phase ended was this one's. */
  ended(phase: string): void {
    const nowMs = performance.now(); // since the start of the process
    this.phases[`${phase}Ms`] = Math.round(nowMs - this.endedAtMs);
    this.endedAtMs = nowMs;
  }

  /** [ms] by phase, and in all */
  get report(): Record<string, number> {
    return { ...this.phases, startMs: Math.round(this.endedAtMs) };
  }
}
