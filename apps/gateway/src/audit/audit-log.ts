import { AuditStore } from '@facefleet/aws';
import { Clock, ExpectedError, messageOf, uuidv7 } from '@facefleet/platform';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { keyOfBatch } from './audit-key';
import type { AuditRecord } from './audit-record';

const LINES = 'application/x-ndjson';
/** No record waits longer for others to be stored with. */
const GATHER_MS = 1_000;
const MAX_LINES = 1_000;
const MAX_BATCH_BYTES = 1_000_000;
/** What is kept while the store is away: some 40,000 records. */
const MAX_KEPT_BYTES = 16_000_000;
/** So long an act, and the end of the process, waits for records to be stored. */
const PATIENCE_MS = 5_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [200, 2_000];
const TELL_EVERY_MS = 60_000;

interface Batch {
  id: string;
  lines: string[];
  bytes: number;
  /** Somebody waits until it is stored. */
  isAwaited: boolean;
  stored: Promise<void>;
  wasStored: () => void;
}

/**
 * Records on their way to the store, each in a batch:
 *
 *     open --a second, or full, or somebody waits and nothing is being written--> sealed --put--> stored
 *                                                                                   '--failed: tried again, in order
 *
 * One batch is written at a time; who waits meanwhile shares the next one. A batch has its name from the beginning, so
 * that a put whose answer was lost can be repeated.
 */
@Injectable()
export class AuditLog implements OnApplicationShutdown {
  private readonly logger = new Logger(AuditLog.name);
  private open: Batch | undefined;
  private readonly sealed: Batch[] = [];
  private keptBytes = 0;
  private gathering: NodeJS.Timeout | undefined;
  private isWriting = false;
  private failingSinceMs: number | undefined;
  private toldAtMs = -Infinity;
  private isEnding = false;

  constructor(
    @Inject(AuditStore) private readonly store: AuditStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** What was to be written last could not be. */
  get isFailing(): boolean {
    return this.failingSinceMs !== undefined;
  }

  /** @throws ExpectedError `service-unavailable`: nothing may happen that could not be recorded */
  requireRoom(): void {
    if (this.keptBytes < MAX_KEPT_BYTES) return;
    throw new ExpectedError(
      'service-unavailable',
      'The audit log has not been stored for a while, and nothing is answered that cannot be recorded. Try again in a moment.',
    );
  }

  /** Stored within about a second, while the store answers. */
  note(record: AuditRecord): void {
    this.add(record);
  }

  /** @throws ExpectedError `service-unavailable`: not stored yet; it will be once the store answers */
  async stored(record: AuditRecord): Promise<void> {
    await this.waitFor(this.add(record));
  }

  /** What was noted up to now is stored. @throws ExpectedError `service-unavailable` */
  async flush(): Promise<void> {
    const last = this.open ?? this.sealed.at(-1);
    if (last !== undefined) await this.waitFor(last);
  }

  /** Comes after all answers were given. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush().catch(() => undefined);
    this.isEnding = true;
    clearTimeout(this.gathering);
    const lost = [...this.sealed, ...(this.open ? [this.open] : [])];
    const records = lost.reduce((sum, { lines }) => sum + lines.length, 0);
    if (records > 0)
      this.logger.error({ records }, 'audit records lost: the store did not answer to the end');
  }

  private add(record: AuditRecord): Batch {
    const line = `${JSON.stringify(record)}\n`;
    const bytes = Buffer.byteLength(line);
    const { open } = this;
    if (open && (open.lines.length >= MAX_LINES || open.bytes + bytes > MAX_BATCH_BYTES)) this.seal();
    this.open ??= this.newBatch();
    this.open.lines.push(line);
    this.open.bytes += bytes;
    this.keptBytes += bytes;
    return this.open;
  }

  private newBatch(): Batch {
    let wasStored = () => {};
    const stored = new Promise<void>((resolve) => (wasStored = resolve));
    this.gathering = setTimeout(() => this.seal(), GATHER_MS);
    const id = uuidv7({ msecs: this.clock.nowMs() });
    return { id, lines: [], bytes: 0, isAwaited: false, stored, wasStored };
  }

  private seal(): void {
    if (this.open === undefined) return;
    clearTimeout(this.gathering);
    this.sealed.push(this.open);
    this.open = undefined;
    void this.write();
  }

  private async waitFor(batch: Batch): Promise<void> {
    batch.isAwaited = true;
    void this.write();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<'too late'>((resolve) => {
      timer = setTimeout(() => resolve('too late'), PATIENCE_MS);
    });
    const outcome = await Promise.race([batch.stored, tooLate]);
    clearTimeout(timer);
    if (outcome !== 'too late') return;
    throw new ExpectedError(
      'service-unavailable',
      'The audit log cannot be stored just now, and nothing is done that is not recorded. Try again in a moment.',
    );
  }

  /** Until all that is sealed or waited for is stored. */
  private async write(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.isEnding) {
      if (this.sealed.length === 0 && this.open?.isAwaited) this.seal();
      const [batch] = this.sealed;
      if (batch === undefined) break;
      try {
        await this.put(batch);
        this.sealed.shift();
        this.keptBytes -= batch.bytes;
        batch.wasStored();
        this.recovered();
        pauseMs = FIRST_PAUSE_MS;
      } catch (error) {
        this.failed(error);
        const pause = pauseMs;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      }
    }
    this.isWriting = false;
  }

  private async put({ id, lines }: Batch): Promise<void> {
    const key = keyOfBatch(id);
    if (await this.store.putIfAbsent(key, lines.join(''), LINES)) return;
    // This very batch, of whose first put the answer was lost. That one may still be under way, and fail.
    if ((await this.store.get(key)) === undefined) throw new Error(`${key} is being written`);
  }

  private failed(error: unknown): void {
    const nowMs = this.clock.nowMs();
    this.failingSinceMs ??= nowMs;
    if (nowMs - this.toldAtMs < TELL_EVERY_MS) return;
    this.toldAtMs = nowMs;
    this.logger.error(
      { error: messageOf(error), keptBytes: this.keptBytes },
      'audit log not stored: records are kept in memory, and acts are refused',
    );
  }

  private recovered(): void {
    if (this.failingSinceMs === undefined) return;
    this.logger.log({ forMs: this.clock.nowMs() - this.failingSinceMs }, 'audit log stored again');
    this.failingSinceMs = undefined;
    this.toldAtMs = -Infinity;
  }
}
