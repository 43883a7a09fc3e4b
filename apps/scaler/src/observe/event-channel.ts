import type { Clock } from '@facefleet/platform';

/**
 * Whether events can reach us at all. Any event proves it, also the fleet status that we publish ourselves at each tick:
 * without that echo, one worker that hangs and a Redis that is gone would look the same.
 */
export class EventChannel {
  private lastHeardAtMs: number | undefined;
  private sinceMs: number | undefined;

  constructor(
    private readonly clock: Clock,
    /** After this time without any event the channel counts as broken [ms] */
    private readonly brokenAfterMs: number,
  ) {}

  heard(): void {
    if (!this.flows) this.sinceMs = this.clock.nowMs();
    this.lastHeardAtMs = this.clock.nowMs();
  }

  get flows(): boolean {
    return this.lastHeardAtMs !== undefined && this.clock.nowMs() - this.lastHeardAtMs <= this.brokenAfterMs;
  }

  /** For how long events have been arriving without a gap [ms]; 0 while they do not. */
  get flowingForMs(): number {
    const { flowingSinceMs } = this;
    return flowingSinceMs === undefined ? 0 : this.clock.nowMs() - flowingSinceMs;
  }

  /** Since when events have been arriving without a gap [Unix time, ms]; undefined while they do not. */
  get flowingSinceMs(): number | undefined {
    return this.flows ? this.sinceMs : undefined;
  }
}
