import type { Clock } from '@facefleet/platform';

const WINDOW_MS = { hour: 3_600_000, day: 86_400_000 };
/** More than this between two looks was not seen by us: a machine that came and went in it is not counted. */
const LONGEST_GAP_MS = 3_600_000;

export interface Running {
  launchedAtMs: number;
  /** What a second of it counts; absent: 1. */
  weight?: number;
}

export interface CountedTime {
  /** When the hour or day that is counted began [Unix time, ms] */
  windowStartMs: number;
  /** Weighted machine-seconds since then. */
  usedS: number;
  /** Until when they were counted [Unix time, ms] */
  atMs?: number;
}

/** How long machines have run, from one full hour or day (UTC) to the next. */
export class MachineTime {
  private windowStartMs = 0;
  private countedAtMs: number | undefined;
  private countedS = 0;

  constructor(
    private readonly clock: Clock,
    private readonly per: keyof typeof WINDOW_MS,
  ) {}

  /** Goes on from where somebody else was. */
  resume({ windowStartMs, usedS, atMs }: CountedTime): void {
    this.turnOver();
    this.countedS = windowStartMs === this.windowStartMs ? usedS : 0;
    this.countedAtMs = atMs === undefined ? undefined : Math.max(atMs, this.windowStartMs);
  }

  count(running: readonly Running[]): void {
    const nowMs = this.clock.nowMs();
    const turned = this.turnOver();
    const sinceMs = Math.max(
      this.countedAtMs ?? nowMs,
      turned ? this.windowStartMs : 0,
      nowMs - LONGEST_GAP_MS,
    );
    for (const { launchedAtMs, weight = 1 } of running)
      this.countedS += (Math.max(0, nowMs - Math.max(sinceMs, launchedAtMs)) / 1000) * weight;
    this.countedAtMs = nowMs;
  }

  get usedS(): number {
    return this.countedS;
  }

  get counted(): CountedTime {
    return { windowStartMs: this.windowStartMs, usedS: this.countedS, atMs: this.countedAtMs };
  }

  /** @returns whether a new window began */
  private turnOver(): boolean {
    const windowMs = WINDOW_MS[this.per];
    const startMs = Math.floor(this.clock.nowMs() / windowMs) * windowMs;
    if (startMs === this.windowStartMs) return false;
    this.windowStartMs = startMs;
    this.countedS = 0;
    return true;
  }
}
