import { ClaimStore } from '@facefleet/aws';
import { Clock, messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DAY_MS, dayPrefix } from './claims';

const SWEEP_EVERY_MS = 3600 * 1000;
/** Days that are over for every claim, and as many as a deployment may have slept. */
const [FIRST_DAY, LAST_DAY] = [2, 9];

/** Removes claims that nobody asks for any more. Any number of gateways may do it at once. */
@Injectable()
export class OldClaims implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(OldClaims.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(ClaimStore) private readonly store: ClaimStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.sweep(), SWEEP_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async sweep(): Promise<void> {
    try {
      for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
        const keys = await this.store.list(dayPrefix(this.clock.nowMs() - day * DAY_MS));
        if (keys.length > 0) await this.store.delete(keys);
      }
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'old claims not removed'); // the next time, then
    }
  }
}
