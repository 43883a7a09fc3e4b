import { InstanceError } from '@facefleet/aws';
import type { Clock } from '@facefleet/platform';
import { Pause } from '../pause';
import { TokenBucket } from './token-bucket';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** How often one of EC2's calls may be made: at most as often as EC2 grants, and ever less often while it throttles. */
export class RequestBudget {
  private readonly bucket: TokenBucket;
  private throttledInARow = 0;
  private pause: Pause | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly call: string,
    { size, perS }: { size: number; perS: number },
  ) {
    this.bucket = new TokenBucket(clock, size, perS);
  }

  /** @returns whether one call may be made now; then it counts as made */
  take(): boolean {
    return this.obstacle() === undefined && this.bucket.take();
  }

  /** Makes a call that `take` allowed, and learns from how it ends. */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work();
      this.throttledInARow = 0;
      return answer;
    } catch (error) {
      if (error instanceof InstanceError && error.kind === 'throttled') this.throttled();
      throw error;
    }
  }

  obstacle(): string | undefined {
    const waitMs = this.pause?.leftMs ?? 0;
    if (waitMs === 0) return undefined;
    return `EC2 throttles ${this.call}, the next try is in ${(waitMs / 1000).toFixed(1)} s`;
  }

  private throttled(): void {
    // Calls that were made together and are throttled together count once.
    if (this.pause && this.pause.leftMs > 0) return;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.throttledInARow, LONGEST_PAUSE_MS);
    this.throttledInARow += 1;
    this.pause = new Pause(this.clock, pauseMs);
  }
}
