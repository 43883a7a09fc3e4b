import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child';

export interface Backoff {
  firstMs: number;
  maxMs: number;
  /** Who lived so long starts again from `firstMs`. */
  provenAfterMs: number;
}

const BACKOFF: Backoff = { firstMs: 500, maxMs: 15_000, provenAfterMs: 60_000 };

/** A part that is started again when it ends unasked. Until `keep` is called its end is the caller's business. */
export class KeptChild {
  private child: Child;
  private startedAtMs = Date.now();
  private quickEnds = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly start: () => Child,
    private readonly say: (sentence: string) => void,
    private readonly backoff: Backoff = BACKOFF,
  ) {
    this.child = start();
  }

  get current(): Child {
    return this.child;
  }

  /** @param onRestart called with each new process running in the old one's place */
  keep(onRestart: () => void): void {
    void this.restartWheneverItEnds(onRestart);
  }

  /** From now on its end is wanted. */
  letEnd(): void {
    this.stopping.abort();
  }

  private async restartWheneverItEnds(onRestart: () => void): Promise<void> {
    for (;;) {
      const how = await this.child.ended;
      if (this.stopping.signal.aborted) return;
      const pauseMs = this.nextPauseMs();
      this.say(`the ${this.child.name} ended unasked (${how}); starting it again in ${pauseMs / 1000} s`);
      await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      this.child = this.start();
      this.startedAtMs = Date.now();
      onRestart();
    }
  }

  private nextPauseMs(): number {
    const { firstMs, maxMs, provenAfterMs } = this.backoff;
    if (Date.now() - this.startedAtMs >= provenAfterMs) this.quickEnds = 0;
    return Math.min(firstMs * 2 ** this.quickEnds++, maxMs);
  }
}
