import { performance } from 'node:perf_hooks';

const TICK_MS = 100;
/** Weight of the newest tick. */
const NEWEST_WEIGHT = 0.2;

/** How late this process comes to what it has to do: it has too much of it, or too little of the machine. */
export class LoopDelay {
  private meanMs = 0;
  private tickedAtMs: number;

  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.tickedAtMs = nowMs();
    setInterval(() => this.tick(), TICK_MS).unref();
  }

  get delayS(): number {
    return Math.max(this.meanMs, this.lateMs) / 1000;
  }

  /** Of the tick that is due: it cannot come before what is being done is done. */
  private get lateMs(): number {
    return Math.max(0, this.nowMs() - this.tickedAtMs - TICK_MS);
  }

  private tick(): void {
    this.meanMs += NEWEST_WEIGHT * (this.lateMs - this.meanMs);
    this.tickedAtMs = this.nowMs();
  }
}
