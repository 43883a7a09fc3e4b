import type { WorkerState } from '@facefleet/contracts';
import type { ImageDetection } from '@facefleet/vision';

/** Weight of the newest message in the mean service time. */
const NEWEST_WEIGHT = 0.1;

/** What this worker is doing, in memory: for heartbeats and health checks. */
export class WorkerStatus {
  state: WorkerState = 'starting';
  finished = 0;
  /** Exponentially weighted mean time of one message on one slot [ms]. */
  serviceTimeMs: number | undefined;
  private messagesInHand = 0;
  /** When those of them were sent of which that is known [Unix time, ms] */
  private readonly sentAtMs: number[] = [];
  /** When the message was sent that was received last [Unix time, ms] */
  lastReceivedSentAtMs: number | undefined;

  constructor(
    readonly workerId: string,
    readonly slots: number,
  ) {}

  get busySlots(): number {
    return Math.min(this.messagesInHand, this.slots);
  }

  get isIdle(): boolean {
    return this.messagesInHand === 0;
  }

  /** When the message in hand was sent that was sent first [Unix time, ms] */
  get oldestInHandAtMs(): number | undefined {
    return this.sentAtMs.length === 0 ? undefined : Math.min(...this.sentAtMs);
  }

  /** @param sentAtMs when the message was sent, where that is known [Unix time, ms] */
  async whileBusy<T>(work: () => Promise<T>, sentAtMs?: number): Promise<T> {
    this.messagesInHand += 1;
    if (sentAtMs !== undefined) {
      this.sentAtMs.push(sentAtMs);
      this.lastReceivedSentAtMs = sentAtMs;
    }
    try {
      return await work();
    } finally {
      this.messagesInHand -= 1;
      if (sentAtMs !== undefined) this.sentAtMs.splice(this.sentAtMs.indexOf(sentAtMs), 1);
      this.finished += 1;
    }
  }

  /** The image, or the images, of a message kept a slot busy for so long. Waiting for a slot does not count: it says nothing of the work. */
  served({ decodeMs, detectMs, embedMs = 0 }: ImageDetection['timings'] & { embedMs?: number }): void {
    const timeMs = decodeMs + detectMs + embedMs;
    this.serviceTimeMs ??= timeMs;
    this.serviceTimeMs += NEWEST_WEIGHT * (timeMs - this.serviceTimeMs);
  }
}
