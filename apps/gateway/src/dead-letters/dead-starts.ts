import { BulkQueue } from '@facefleet/aws';
import { BulkJobs, ProgressBook } from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import { JobRest } from '@facefleet/outcomes';
import { Inject, Injectable } from '@nestjs/common';
import type { DeadLetter, ReadLetter } from './dead-letter';
import { LetterBook } from './letter-book';

/** So often the start of a job is sent again, each time with all its deliveries. */
export const MOST_STARTS_AGAIN = 3;

const FAILURE = {
  code: 'processing-failed' as const,
  detail:
    'The job could not be listed to its end: the workers that tried it died each time. This and all that follows was not done. Send it again in a smaller job.',
};

/** Messages that were to start a job: without one, the rest of the job would never be done. */
@Injectable()
export class DeadStarts {
  constructor(
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ProgressBook) private readonly progress: ProgressBook,
    @Inject(JobRest) private readonly rest: JobRest,
    @Inject(BulkQueue) private readonly queue: BulkQueue,
  ) {}

  /**
   * Resolves once the job goes on, or has ended; harmless to do twice.
   * @throws when `stopping` is aborted: the letter is to be read again
   */
  async settle(letter: ReadLetter, start: JobStart, stopping: AbortSignal): Promise<DeadLetter> {
    const job = await this.jobs.find(start.id, start.kind);
    if (!job) return this.book.keep(letter, 'settled', 'There is no such job, or none any more.');
    if (await this.jobs.isCancelled(job.id))
      return this.book.keep(letter, 'settled', 'Its job was cancelled.');
    if (await this.progress.hasEnded(job)) {
      await this.rest.look(job, start.kind);
      return this.book.keep(letter, 'settled', 'Its job has ended.');
    }
    const deadStarts = await this.jobs.noteDeadStart(job.id, letter.id);
    if (deadStarts <= MOST_STARTS_AGAIN) {
      const times = `${deadStarts} of ${MOST_STARTS_AGAIN} times`;
      const kept = await this.book.keep(letter, 'sent-again', `It was sent again, ${times}.`);
      await this.queue.send([start]);
      return kept;
    }
    const why = `It had been sent again ${MOST_STARTS_AGAIN} times: what was left of the job has failed.`;
    const kept = await this.book.keep(letter, 'given-up', why);
    await this.rest.fail(job, start.kind, FAILURE, stopping);
    return kept;
  }
}
