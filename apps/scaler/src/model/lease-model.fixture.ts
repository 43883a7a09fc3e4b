import type { Agenda } from './agenda.fixture';

/** The lease as Redis keeps it, by its own clock. */
export class LeaseModel {
  private holder: string | undefined;
  private untilMs = 0;
  /** It has known leaders before. */
  private epoch = 10;

  constructor(private readonly agenda: Agenda) {}

  take(holder: string, ttlMs: number): number | undefined {
    if (this.leftMs(this.holder) > 0 && this.holder !== holder) return undefined;
    this.holder = holder;
    this.untilMs = this.agenda.nowMs + ttlMs;
    return ++this.epoch;
  }

  renew(holder: string, ttlMs: number): boolean {
    if (this.leftMs(holder) <= 0) return false;
    this.untilMs = this.agenda.nowMs + ttlMs;
    return true;
  }

  release(holder: string): void {
    if (this.leftMs(holder) > 0) this.holder = undefined;
  }

  empty(): void {
    this.holder = undefined;
    this.epoch = 0;
  }

  /** 0 for whoever does not have it. */
  leftMs(holder: string | undefined): number {
    return holder !== undefined && holder === this.holder ? Math.max(0, this.untilMs - this.agenda.nowMs) : 0;
  }
}
