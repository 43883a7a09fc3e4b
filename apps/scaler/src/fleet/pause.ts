import type { Clock } from '@facefleet/platform';

/** Ends by itself. Where the clock is set back meanwhile it begins anew, and does not last until that time comes again. */
export class Pause {
  private fromMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly lengthMs: number,
  ) {
    this.fromMs = clock.nowMs();
  }

  get leftMs(): number {
    const nowMs = this.clock.nowMs();
    this.fromMs = Math.min(this.fromMs, nowMs);
    return Math.max(0, this.fromMs + this.lengthMs - nowMs);
  }
}
