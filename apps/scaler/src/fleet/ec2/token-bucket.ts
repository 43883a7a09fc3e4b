import type { Clock } from '@facefleet/platform';

/** Holds up to `size` tokens and gets `perS` a second: a burst, and then a steady rate. */
export class TokenBucket {
  private tokens: number;
  private atMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly size: number,
    private readonly perS: number,
  ) {
    this.tokens = size;
    this.atMs = clock.nowMs();
  }

  take(): boolean {
    this.refill();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  private refill(): void {
    const nowMs = this.clock.nowMs();
    const passedS = Math.max(0, nowMs - this.atMs) / 1000; // a clock that was put back gives nothing
    this.tokens = Math.min(this.size, this.tokens + passedS * this.perS);
    this.atMs = nowMs;
  }
}
