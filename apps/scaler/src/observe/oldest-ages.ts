import { HEARTBEAT_INTERVAL_MS } from '@facefleet/contracts';
import type { Clock } from '@facefleet/platform';

/** What was said longer ago may have been finished since. */
const FRESH_MS = 3 * HEARTBEAT_INTERVAL_MS;

/** How long the oldest message has been waiting that anybody knows of. */
export class OldestAges {
  private readonly said = new Map<string, { ageMs: number; heardAtMs: number }>();

  constructor(private readonly clock: Clock) {}

  /**
   * @param atMs    when it was said [Unix time, ms]
   * @param sinceMs since when the oldest has been waiting, perhaps by another clock; undefined: nothing waits there
   */
  note(source: string, atMs: number, sinceMs: number | undefined): void {
    if (sinceMs === undefined) this.said.delete(source);
    else this.said.set(source, { ageMs: Math.max(0, atMs - sinceMs), heardAtMs: this.clock.nowMs() });
  }

  /** A lower bound, as it was when it was said [s]; undefined: nobody knows of a message that waits */
  get oldestAgeS(): number | undefined {
    const nowMs = this.clock.nowMs();
    let oldestMs: number | undefined;
    for (const [source, { ageMs, heardAtMs }] of this.said) {
      if (nowMs - heardAtMs > FRESH_MS) this.said.delete(source);
      else oldestMs = Math.max(oldestMs ?? 0, ageMs);
    }
    return oldestMs === undefined ? undefined : oldestMs / 1000;
  }
}
