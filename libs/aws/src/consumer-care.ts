import { setTimeout as sleep } from 'node:timers/promises';

/** As much of a consumer of `sqs-consumer` as is needed here. */
interface PollingConsumer {
  readonly status: { isPolling: boolean };
  updateOption(option: 'pollingWaitTimeMs', value: number): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
const LOOK_AGAIN_MS = 20;

/** A consumer that does not reach SQS polls on at once: this makes it pause between polls, until it is answered. */
export class PollPause {
  private pauseMs = 0;

  constructor(private readonly consumer: () => PollingConsumer | undefined) {}

  /** @returns how long it pauses from now on [ms] */
  lengthen(): number {
    this.set(Math.min(Math.max(FIRST_PAUSE_MS, this.pauseMs * 2), LONGEST_PAUSE_MS));
    return this.pauseMs;
  }

  end(): void {
    if (this.pauseMs > 0) this.set(0);
  }

  private set(pauseMs: number): void {
    this.pauseMs = pauseMs;
    this.consumer()?.updateOption('pollingWaitTimeMs', pauseMs);
  }
}

/**
 * Of consumers that were told to stop: resolves once all that they hold is done. A poll that is under way is not cut off:
 * it may already hold a message, which would stay invisible for a while.
 */
export async function untilPollsEnd(consumers: (PollingConsumer | undefined)[]): Promise<void> {
  while (consumers.some((consumer) => consumer?.status.isPolling)) await sleep(LOOK_AGAIN_MS);
}
