import type { FleetRecord } from '@facefleet/contracts';
import { type DecisionStore, segmentName } from '@facefleet/fleet';
import { type Clock, messageOf } from '@facefleet/platform';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

/** A decision that changes something can be read so soon. */
const LOOK_EVERY_MS = 1_000;
const SEGMENT_MS = 60_000;
const SEGMENT_LINES = 500;
/** While the store does not answer, so many segments wait for it; then the oldest is lost. */
const MAX_WAITING = 30;
const LAST_WRITE_MS = 3_000;

interface Segment {
  name: string;
  scalerId: string;
  startMs: number;
  lines: string[];
  /** Lines that are in the store. */
  stored: number;
  /** There are lines that somebody may be waiting for. */
  isUrgent: boolean;
}

/**
 * Keeps every decision, in memory until a segment is full, then in the store; a segment with a decision that changed
 * something is stored before, and again when it has grown. A store that does not answer costs the record only.
 *
 * What a decision has to remember is large, and follows from the decision before: it is kept with the first one of a
 * segment, so that each segment can be made again without the others.
 */
export class DecisionRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DecisionRecorder.name);
  /** The oldest first; the last one is being filled. */
  private readonly segments: Segment[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private isFailing = false;

  constructor(
    private readonly store: Pick<DecisionStore, 'write'>,
    private readonly clock: Clock,
    private readonly lastWriteMs = LAST_WRITE_MS,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.write(false), LOOK_EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.race([this.writeAll(), sleep(this.lastWriteMs, undefined, { ref: false })]);
  }

  add(record: FleetRecord): void {
    const segment = this.segmentFor(record.scalerId);
    const isFirst = segment.lines.length === 0;
    segment.lines.push(JSON.stringify(isFirst ? record : { ...record, stateBefore: undefined }));
    segment.isUrgent ||= record.changed;
  }

  /** Those that are not yet in the store and those of the segment that is being filled, the oldest first. */
  get waiting(): readonly string[] {
    return this.segments.flatMap(({ lines }) => lines);
  }

  private segmentFor(scalerId: string): Segment {
    const nowMs = this.clock.nowMs();
    const last = this.segments.at(-1);
    if (last?.scalerId === scalerId && !this.isFull(last)) return last;
    const segment: Segment = {
      name: segmentName(nowMs, scalerId),
      scalerId,
      startMs: nowMs,
      lines: [],
      stored: 0,
      isUrgent: false,
    };
    this.segments.push(segment);
    if (this.segments.length > MAX_WAITING) {
      const lost = this.segments.shift();
      this.logger.error({ segment: lost?.name, decisions: lost?.lines.length }, 'decisions not recorded');
    }
    return segment;
  }

  private isFull({ lines, startMs }: Segment): boolean {
    return lines.length >= SEGMENT_LINES || this.clock.nowMs() - startMs >= SEGMENT_MS;
  }

  /** One write at a time: a segment must not be overwritten by what it was before. */
  private write(all: boolean): Promise<void> {
    this.writing ??= this.writeDue(all).finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    await this.writing;
    await this.write(true);
  }

  private async writeDue(all: boolean): Promise<void> {
    for (const segment of [...this.segments]) {
      const isFull = segment !== this.segments.at(-1) || this.isFull(segment);
      const { lines, stored, isUrgent } = segment;
      if (!isFull && !isUrgent && !all) continue;
      const count = lines.length;
      if (count > stored) {
        segment.isUrgent = false; // what comes from now on may be urgent again
        try {
          await this.store.write(segment.name, lines.slice(0, count));
          segment.stored = count;
          this.isFailing = false;
        } catch (error) {
          segment.isUrgent = true;
          if (!this.isFailing) this.logger.warn({ error: messageOf(error) }, 'decisions wait for the store');
          this.isFailing = true;
          return;
        }
      }
      if (isFull && segment.stored === segment.lines.length)
        this.segments.splice(this.segments.indexOf(segment), 1);
    }
  }
}
