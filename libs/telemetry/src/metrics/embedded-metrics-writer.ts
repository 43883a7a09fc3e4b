import { type Clock, messageOf } from '@facefleet/platform';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EmbeddedMetrics } from './embedded-metrics';

/** Writes metrics beside the log, from where CloudWatch Logs takes them, once a period and when the process ends. */
export class EmbeddedMetricsWriter implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(EmbeddedMetricsWriter.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly metrics: EmbeddedMetrics,
    private readonly clock: Clock,
    private readonly everyMs: number,
    private readonly write: (text: string) => unknown = writeOut,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tell(), this.everyMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.tell();
  }

  private async tell(): Promise<void> {
    try {
      for (const line of await this.metrics.lines(this.clock.nowMs())) this.write(`${line}\n`);
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'metrics could not be read');
    }
  }
}

/** Where nobody reads it any more, metrics are lost, and nothing else. */
function writeOut(text: string): void {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => undefined);
  process.stdout.write(text);
}
