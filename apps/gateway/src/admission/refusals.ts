import { Logger } from '@nestjs/common';

const LOG_EVERY_MS = 10_000;

/** Says in the log that requests are being refused, and with what in mind; not once for each. */
export class Refusals {
  private readonly logger = new Logger('Admission');
  private refused = 0;
  private toldAtMs = -Infinity;

  note(nowMs: number, why: object): void {
    this.refused += 1;
    if (Math.abs(nowMs - this.toldAtMs) < LOG_EVERY_MS) return;
    this.logger.warn({ refused: this.refused, ...why }, 'more is asked than can be answered in time');
    this.refused = 0;
    this.toldAtMs = nowMs;
  }
}
