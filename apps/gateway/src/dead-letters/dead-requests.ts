import { MAX_RECEIVE_COUNT } from '@facefleet/aws';
import { EventPublisher } from '@facefleet/cache';
import { type EnrolmentRequest, Events, type JobResult, type QueueMessage } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { failedResult, ItemOutcomes, RequestEnds } from '@facefleet/outcomes';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { DeadLetter, ReadLetter } from './dead-letter';
import { LetterBook } from './letter-book';

/** Requests that nobody managed to do: each ends as if a recognizer had said so. */
@Injectable()
export class DeadRequests {
  constructor(
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(RequestEnds) private readonly ends: RequestEnds,
    @Inject(ItemOutcomes) private readonly items: ItemOutcomes,
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Resolves once nobody waits for the request any more; harmless to do twice. */
  async settle(letter: ReadLetter, request: QueueMessage): Promise<DeadLetter> {
    const stored = await this.ends.resultOf(request.id);
    if (!stored && (await this.items.skipped(request)))
      return this.book.keep(letter, 'settled', 'Its job was cancelled.');
    // Before anything is done about it: whatever dies from here on, the letter can be found.
    const kept =
      stored && !isUnprocessed(stored)
        ? await this.book.keep(letter, 'settled', 'It had its result already.')
        : await this.book.keep(letter, 'failed', `It ${TRIED}`);
    const result = stored ?? (await this.ends.finish(request, this.failed(letter, request)));
    if (request.kind === 'enrolment' && isUnprocessed(result)) await this.takeBack(request);
    // Also of a result that was there: whoever stored it may have died before he told anybody.
    await this.ends.announce(request, result);
    return kept;
  }

  private failed({ id }: ReadLetter, request: QueueMessage): JobResult {
    const detail = `The request ${TRIED} Send it again, or have an administrator redrive the dead letter ${id}.`;
    return failedResult(request, { code: 'processing-failed', detail }, this.clock.nowMs());
  }

  /**
   * A worker may have died between enrolling the face and saying so, or go on later, if it was only frozen: what has failed
   * is not to be recognised.
   */
  private async takeBack({ gallery, id }: EnrolmentRequest): Promise<void> {
    await this.galleries.view(gallery).refresh();
    await this.galleries.takeBack(gallery, id);
    this.events.publish(Events.galleryChanged, { gallery });
  }
}

const TRIED = `was tried ${MAX_RECEIVE_COUNT} times and failed, or its worker died, each time.`;

/** What we say ourselves, and the worker that failed at the last delivery. */
function isUnprocessed(result: JobResult): boolean {
  return result.status === 'failed' && result.error.code === 'processing-failed';
}
