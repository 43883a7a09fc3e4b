import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';

/**
 * With these a dead Redis is a miss at once and a frozen one when the command's time is over; with the library's defaults
 * every command would wait for a Redis that may never come.
 */
const NEVER_HANG = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  connectTimeout: 1_000,
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 1_000),
};

const COMMAND_TIMEOUT_MS = 250;
const PATIENCE_MS = 50;
const ASK_EVERY_MS = 1_000;

/** The one connection of this process for cache reads and writes. */
export class RedisConnection implements OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  readonly client: Redis;
  private up: boolean | undefined;
  private answering = true;
  private readonly timer: NodeJS.Timeout;

  /** @param patienceMs how long somebody waits for an answer that he can do without */
  constructor(
    url: string,
    readonly patienceMs = PATIENCE_MS,
  ) {
    this.client = new Redis(url, {
      ...NEVER_HANG,
      commandTimeout: Math.max(COMMAND_TIMEOUT_MS, patienceMs),
    });
    this.client.on('ready', () => {
      this.answering = true;
      this.changed(true);
    });
    this.client.on('close', () => this.changed(false));
    // The state change is logged above; without a listener ioredis prints every single failure.
    this.client.on('error', () => undefined);
    this.timer = setInterval(() => void this.ask(), ASK_EVERY_MS).unref();
  }

  /** Connected and, when last asked, answering: a frozen Redis keeps its connections open. */
  get isReady(): boolean {
    return this.client.status === 'ready' && this.answering;
  }

  /** Resolves at the first moment at which Redis can be used, which may be never. */
  whenReady(): Promise<void> {
    if (this.isReady) return Promise.resolve();
    return new Promise((resolve) => this.client.once('ready', () => resolve()));
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.client.removeAllListeners('close'); // this end is wanted
    this.client.disconnect();
  }

  private async ask(): Promise<void> {
    if (this.client.status !== 'ready') return;
    this.answering = await this.client.ping().then(
      () => true,
      () => false,
    );
    this.changed(this.answering);
  }

  private changed(up: boolean): void {
    if (this.up === up) return;
    this.up = up;
    if (up) this.logger.log('Redis can be reached');
    else this.logger.warn('Redis cannot be reached: going on without a shared cache and without events');
  }
}
