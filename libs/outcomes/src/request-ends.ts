import { ResultStore } from '@facefleet/aws';
import { EventPublisher, ResultCache } from '@facefleet/cache';
import { Events, JobResult, type QueueMessage } from '@facefleet/contracts';
import { StoredResults } from '@facefleet/privacy';
import { Announcer } from '@facefleet/webhooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ImageRetention } from './image-retention';
import { ItemOutcomes } from './item-outcomes';

/**
 * How a request ends: its result is stored, then everybody is told, and only then is its message deleted. Each step is
 * harmless to do twice: whoever takes over from one who died does them again.
 */
@Injectable()
export class RequestEnds {
  private readonly logger = new Logger(RequestEnds.name);

  constructor(
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(StoredResults) private readonly stored: StoredResults,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(ImageRetention) private readonly retention: ImageRetention,
    @Inject(ItemOutcomes) private readonly items: ItemOutcomes,
    @Inject(Announcer) private readonly announcer: Announcer,
  ) {}

  /** @returns undefined where it has not ended */
  async resultOf(id: string): Promise<JobResult | undefined> {
    const json = await this.results.get(id);
    return json && JobResult.parse(JSON.parse(json.toString('utf8')));
  }

  /**
   * @param corrected asked once the result is stored and before anybody hears of it: another one in its place, if that
   *                  has to be
   * @returns the result that counts: the one that was there first
   * @throws where nothing is stored, nobody has heard of anything, and the message is worth another try
   */
  async finish(
    { job }: Pick<QueueMessage, 'job'>,
    first: JobResult,
    corrected: () => Promise<JobResult | undefined> = () => Promise.resolve(undefined),
  ): Promise<JobResult> {
    if (!(await this.stored.putIfAbsent(first))) {
      const other = await this.resultOf(first.id);
      if (other) return other;
      throw new Error('Another result was being stored, and is not there: this message has to come again');
    }
    let result = first;
    for (let better = await corrected(); better; better = await corrected()) {
      result = better;
      await this.stored.put(result);
    }
    const remembered = this.cache.rememberResult(result);
    this.events.publish(Events.jobFinished, { result, bulk: job === undefined ? undefined : true });
    await remembered;
    this.logger.log(
      {
        recognitionId: result.id,
        kind: result.kind,
        status: result.status,
        ...(result.status === 'failed' ? { code: result.error.code } : {}),
        ...('faces' in result ? { faces: result.faces.length } : {}),
        ...('timings' in result ? result.timings : {}),
      },
      `${result.kind} ${result.status}`,
    );
    return result;
  }

  /** Once the result is stored, and again for a message that comes again. */
  async announce(message: QueueMessage, result: JobResult): Promise<void> {
    await this.retention.apply(message, result);
    await this.items.ended(message, result);
    // Who sent a thousand images at once wants to be told once: when all are done.
    if (message.job === undefined) await this.announcer.finished(result);
  }
}
