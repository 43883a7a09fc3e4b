import { ResultCache } from '@facefleet/cache';
import { Clock } from '@facefleet/platform';
import { ErasureBook, type PendingErasure, ResultWalk, type StoredResult } from '@facefleet/privacy';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { LetterErasure } from '../dead-letters/letter-erasure';
import { countsOf, ErasureProgress, type Progress } from './erasure-progress';
import { ErasureTimes } from './erasure-times';
import { JobErasure } from './job-erasure';
import { ResultErasure } from './result-erasure';

const MOST_FORGETTING_MS = 10 * 60_000;

/**
 * Looks through everything that is stored for those who were erased. All of them are looked for at once: there is no list
 * of who is named where, which would be one more thing to be erased, and dearer than to read each result once.
 */
@Injectable()
export class ErasurePass {
  private readonly logger = new Logger(ErasurePass.name);

  constructor(
    @Inject(ErasureBook) private readonly book: ErasureBook,
    @Inject(ErasureProgress) private readonly progress: ErasureProgress,
    @Inject(ResultWalk) private readonly walk: ResultWalk,
    @Inject(ResultErasure) private readonly results: ResultErasure,
    @Inject(JobErasure) private readonly jobs: JobErasure,
    @Inject(LetterErasure) private readonly letters: LetterErasure,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(ErasureTimes) private readonly times: ErasureTimes,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @param erasures that were removed long enough ago
   * @param goOn called now and then; throws where it is to stop
   */
  async run(erasures: readonly PendingErasure[], goOn: () => Promise<void>): Promise<void> {
    const progress = await this.progress.read();
    await this.lookThroughResults(erasures, progress, goOn);
    for (const erasure of erasures) {
      const counts = countsOf(progress, erasure.id);
      const isComplete = await this.jobs.run(erasure, counts, goOn);
      const { gallery, personId, faceIds, imageSha256s } = erasure;
      await this.letters.erase({ gallery, personId, faceIds });
      const ids = personId === undefined ? undefined : [personId, ...faceIds];
      counts.droppedAnswers += await this.cache.forget({ gallery, ids, imageSha256s }, MOST_FORGETTING_MS);
      const isSeenByAll = this.clock.nowMs() >= erasure.beforeMs + this.times.pendingAtLeastMs;
      if (isComplete && isSeenByAll) await this.finish(erasure, progress);
    }
    if (progress.looked.length > 0) await this.progress.write(progress);
    else await this.progress.clear();
  }

  private async lookThroughResults(
    erasures: readonly PendingErasure[],
    progress: Progress,
    goOn: () => Promise<void>,
  ): Promise<void> {
    const wanted = erasures.filter(({ id }) => !progress.looked.includes(id));
    if (wanted.length === 0) return;
    const ids = wanted.map(({ id }) => id);
    // Somebody more is to be looked for from the beginning, and all of them with him.
    if (ids.join() !== progress.ids.join()) Object.assign(progress, { ids, after: '' });
    const untilMs = Math.max(...wanted.map(({ beforeMs }) => beforeMs));
    for await (const { results, last } of this.walk.chunks(progress.after, untilMs)) {
      await goOn();
      for (const result of results) {
        let left: StoredResult | undefined = result;
        for (const erasure of wanted)
          left &&= await this.results.eraseFrom(left, erasure, countsOf(progress, erasure.id));
      }
      progress.after = last;
      await this.progress.write(progress);
    }
    progress.looked.push(...ids);
    Object.assign(progress, { ids: [], after: '' });
    await this.progress.write(progress);
  }

  private async finish(erasure: PendingErasure, progress: Progress): Promise<void> {
    const { id, gallery } = erasure;
    const counts = countsOf(progress, id);
    await this.book.finish(erasure, counts);
    progress.looked = progress.looked.filter((one) => one !== id);
    delete progress.counts[id];
    this.logger.log({ erasureId: id, gallery, ...counts }, 'erasure finished');
  }
}
