import type { Clock } from '@facefleet/platform';

const FIRST_PAUSE_MS = 500;
/** From so many failed launches in a row on it is not bad luck: something is broken that time alone will not repair. */
const BROKEN_AFTER_FAILURES = 5;
const BROKEN_PAUSE_MS = 60_000;

/**
 * Keeps a worker that cannot start from being started over and over. Each failure in a row doubles the pause before
 * the next launch; after several the pause is long. One worker that proves itself ends it all.
 */
export class LaunchBreaker {
  private failures = 0;
  private lastFailureAtMs = 0;
  private why = '';

  constructor(private readonly clock: Clock) {}

  /** Workers launched together and failing together are one failure. */
  failed(launchedAtMs: number, why: string): void {
    if (this.failures > 0 && launchedAtMs < this.lastFailureAtMs) return;
    this.failures += 1;
    this.lastFailureAtMs = this.clock.nowMs();
    this.why = why;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** While the last launch failed, one worker at a time shows whether the next one does better. */
  allowance(count: number): number {
    if (this.obstacle() !== undefined) return 0;
    return this.failures > 0 ? Math.min(1, count) : count;
  }

  obstacle(): string | undefined {
    const waitMs = this.lastFailureAtMs + this.pauseMs() - this.clock.nowMs();
    if (this.failures === 0 || waitMs <= 0) return undefined;
    const which = this.failures === 1 ? 'the last launch' : `the last ${this.failures} launches`;
    return `${which} failed (${this.why}), the next try is in ${(waitMs / 1000).toFixed(1)} s`;
  }

  private pauseMs(): number {
    return this.failures >= BROKEN_AFTER_FAILURES
      ? BROKEN_PAUSE_MS
      : FIRST_PAUSE_MS * 2 ** (this.failures - 1);
  }
}
