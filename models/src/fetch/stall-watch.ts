/** A transfer slower than this many bytes in the stall time is as good as dead. */
const LEAST_PROGRESS_BYTES = 8 * 1024;

/** The server did not answer, or stopped in the middle. */
export class Stalled extends Error {
  override name = 'Stalled';
}

/**
 * Aborts a transfer that makes no progress. The time runs from the start on, so it covers the name look-up and the
 * connection as well as the transfer.
 */
export class StallWatch {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private sinceProgressBytes = 0;

  constructor(stallMs: number) {
    const reason = new Stalled(`no progress within ${stallMs / 1000} s`);
    this.timer = setTimeout(() => this.controller.abort(reason), stallMs);
  }

  /** Aborts with the sentence that says why. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  received(bytes: number): void {
    this.sinceProgressBytes += bytes;
    if (this.sinceProgressBytes < LEAST_PROGRESS_BYTES) return;
    this.sinceProgressBytes = 0;
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
