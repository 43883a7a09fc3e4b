import type { Clock } from '@facefleet/platform';
import { Pause } from './pause';

const FIRST_PAUSE_MS = 500;
/** From so many failed launches in a row on it is not bad luck: something is broken that time alone will not repair. */
const BROKEN_AFTER_FAILURES = 5;
const BROKEN_PAUSE_MS = 60_000;

/**
 * Keeps a worker that cannot start from being started over and over.
 *
 *   closed --failed--> open --pause--> half-open --failed--> open …
 *                                          '-----succeeded--> closed
 *
 * Each failure in a row doubles the pause; after several it is long. Half-open, one launch goes, and no other while any
 * is on its way. Which those are is told and not remembered: a launch can end in ways that nobody reports, and would
 * keep it half-open for ever.
 */
export class LaunchBreaker {
  private failures = 0;
  private lastFailureAtMs = 0;
  private pause: Pause | undefined;
  private why = '';
  /** All since the start, those that count as one included. */
  total = 0;

  constructor(private readonly clock: Clock) {}

  /** Workers launched together and failing together are one failure. */
  failed(launchedAtMs: number, why: string): void {
    this.total += 1;
    const nowMs = this.clock.nowMs();
    // One that is still to come was noted before the clock was set back: of that, times tell nothing.
    const isSameFailure = launchedAtMs < this.lastFailureAtMs && this.lastFailureAtMs <= nowMs;
    if (this.failures > 0 && isSameFailure) return;
    this.failures += 1;
    this.lastFailureAtMs = nowMs;
    this.pause = new Pause(this.clock, this.pauseMs());
    this.why = why;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** @param onTheirWay launches of which nobody knows yet whether they will do */
  allowance(count: number, onTheirWay = 0): number {
    if (this.obstacle(onTheirWay) !== undefined) return 0;
    return this.failures > 0 ? Math.min(1, count) : count;
  }

  obstacle(onTheirWay = 0): string | undefined {
    const failed = this.trial();
    if (failed === undefined) return undefined;
    const waitMs = this.pause?.leftMs ?? 0;
    if (waitMs > 0) return `${failed}, the next try is in ${(waitMs / 1000).toFixed(1)} s`;
    return onTheirWay > 0 ? `${failed}, and whether the next one does better is not known yet` : undefined;
  }

  /** Why the next launch, once it may go, goes alone. */
  trial(): string | undefined {
    if (this.failures === 0) return undefined;
    const which = this.failures === 1 ? 'the last launch' : `the last ${this.failures} launches`;
    return `${which} failed (${this.why})`;
  }

  private pauseMs(): number {
    return this.failures >= BROKEN_AFTER_FAILURES
      ? BROKEN_PAUSE_MS
      : FIRST_PAUSE_MS * 2 ** (this.failures - 1);
  }
}
