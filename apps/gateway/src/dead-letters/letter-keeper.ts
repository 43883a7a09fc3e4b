import { Clock, uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { BackgroundLoop } from '../background/background-loop';
import { forEach } from '../bulk/for-each';
import { needsSomebody } from './dead-letter';
import { LetterBook } from './letter-book';
import { LetterRemoval } from './letter-removal';

/** Since it was first sent; a dead-letter queue itself keeps a message for 14 days. */
export const KEPT_DAYS = 30;
const DAY_MS = 24 * 3600_000;
const EVERY_MS = 60_000;
/** Letters may come by the thousand. */
const AT_MOST_EVERY_MS = 1_000;

/** Looks through the dead letters once a minute, and when one came: counts those that are open, removes old ones. */
@Injectable()
export class LetterKeeper extends BackgroundLoop {
  protected readonly failure = 'dead letters not looked through';
  private woken = new AbortController();
  /** Whether somebody should look at it: a letter does not change. */
  private known = new Map<string, boolean>();
  private openLetters: number | undefined;

  constructor(
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(LetterRemoval) private readonly removal: LetterRemoval,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    super();
  }

  /** Letters that nobody has redriven or deleted, at the last look; undefined before the first. Reads memory only. */
  get open(): number | undefined {
    return this.openLetters;
  }

  /** Something has changed. */
  lookSoon(): void {
    this.woken.abort();
  }

  protected async pause(isFirst: boolean): Promise<void> {
    if (!isFirst) {
      await this.rest(AT_MOST_EVERY_MS);
      await this.rest(EVERY_MS - AT_MOST_EVERY_MS, this.woken.signal);
    }
    this.woken = new AbortController(); // also for news while it looks: that look may have begun too early
  }

  protected async round(): Promise<void> {
    const ids = await this.book.all();
    const oldestMs = this.clock.nowMs() - KEPT_DAYS * DAY_MS;
    const kept = ids.filter((id) => uuidv7TimeMs(id) >= oldestMs);
    await forEach(kept, (id) => this.learn(id));
    this.known = new Map(kept.flatMap((id) => (this.known.has(id) ? [[id, this.known.get(id)!]] : [])));
    const redriven = this.known.size > 0 ? await this.book.redriven() : new Set<string>();
    this.openLetters = [...this.known].filter(([id, needed]) => needed && !redriven.has(id)).length;
    await this.forgetOld(ids.slice(kept.length));
  }

  private async learn(id: string): Promise<void> {
    if (this.known.has(id)) return;
    const letter = await this.book.find(id);
    if (letter) this.known.set(id, needsSomebody(letter));
  }

  private async forgetOld(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await forEach(ids, async (id) => {
      const letter = await this.book.find(id);
      if (letter) await this.removal.remove(letter);
    });
    this.logger.log({ letters: ids.length, keptDays: KEPT_DAYS }, 'old dead letters removed');
  }
}
