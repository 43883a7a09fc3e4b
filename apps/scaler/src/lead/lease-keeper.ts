import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Leadership } from './leadership';

/** Tends the lead beside the loop: a tick that waits for EC2 must not lose it. */
export class LeaseKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly leadership: Leadership,
    private readonly everyMs: number,
  ) {}

  onApplicationBootstrap(): void {
    void this.leadership.tend();
    this.timer = setInterval(() => void this.leadership.tend(), this.everyMs);
  }

  /** The loop has ended by now, and Redis is there still. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.leadership.resign();
  }
}
