import { Clock } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DeadLetter, LetterQueue, ReadLetter } from './dead-letter';
import { DeadRequests } from './dead-requests';
import { DeadStarts } from './dead-starts';
import { LetterBook } from './letter-book';
import { contentOf, type LetterContent } from './letter-content';
import { LetterKeeper } from './letter-keeper';
import { readLetter, type ReceivedLetter } from './read-letter';

/**
 * Settles what the queues could not deliver. Each letter is put on record before anything is done about it, and deleted
 * from its queue after all of it was: whoever comes after one who died here does the same once more.
 */
@Injectable()
export class LetterReader {
  private readonly logger = new Logger(LetterReader.name);

  constructor(
    @Inject(DeadRequests) private readonly requests: DeadRequests,
    @Inject(DeadStarts) private readonly starts: DeadStarts,
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(LetterKeeper) private readonly keeper: LetterKeeper,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Resolves once the queue may forget the letter. @throws whatever is worth another try */
  async read(queue: LetterQueue, received: ReceivedLetter, stopping: AbortSignal): Promise<void> {
    const letter = readLetter(queue, received, this.clock.nowMs());
    const content = contentOf(letter.body);
    const { id, outcome, reason, deliveries } = await this.settle(letter, content, stopping);
    this.keeper.lookSoon();
    const about = 'request' in content ? { recognitionId: content.request.id } : {};
    const job = 'start' in content ? { jobId: content.start.id } : {};
    this.logger.warn(
      { deadLetterId: id, ...about, ...job, queue, outcome, reason, deliveries },
      'dead letter',
    );
  }

  private settle(letter: ReadLetter, content: LetterContent, stopping: AbortSignal): Promise<DeadLetter> {
    if ('request' in content) return this.requests.settle(letter, content.request);
    if ('start' in content) return this.starts.settle(letter, content.start, stopping);
    return this.book.keep(letter, 'unreadable', content.unreadable);
  }
}
