import { performance } from 'node:perf_hooks';

const SAMPLE_MS = 500;
const BUSY_SHARE = 0.5;

/** Whether this process has time left for what need not be done. */
export class SpareTime {
  private last = performance.eventLoopUtilization();
  private lastAtMs = performance.now();
  private share = 0;

  get isThere(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.lastAtMs >= SAMPLE_MS) {
      const current = performance.eventLoopUtilization();
      this.share = performance.eventLoopUtilization(current, this.last).utilization;
      this.last = current;
      this.lastAtMs = nowMs;
    }
    return this.share < BUSY_SHARE;
  }
}
