import { setTimeout as sleep } from 'node:timers/promises';

const MOST_REST_MS = 5_000;

/** Work that nobody waits for takes at most half of the time: requests go first. */
export class Pace {
  private restedAtMs: number;

  constructor(
    private readonly clock: { nowMs(): number },
    private readonly signal: AbortSignal,
  ) {
    this.restedAtMs = clock.nowMs();
  }

  /** Rests as long as was worked since the last rest. @throws AbortError once it is to stop */
  async rest(): Promise<void> {
    const workedMs = Math.max(0, this.clock.nowMs() - this.restedAtMs);
    await sleep(Math.min(workedMs, MOST_REST_MS), undefined, { signal: this.signal });
    this.restedAtMs = this.clock.nowMs();
  }
}
