import { ImageStore, ResultStore } from '@facefleet/aws';
import { EventPublisher, ResultCache } from '@facefleet/cache';
import { Events, JobProblem, type JobResult, type QualityIssue, QueueMessage } from '@facefleet/contracts';
import { Clock, ExpectedError, messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Enrol } from './enrol';
import type { FetchedImage } from './fetched-image';
import { Recognise } from './recognise';

/** Does what one message asks for. Delivery is at least once: running one message twice is harmless. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);

  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Recognise) private readonly recognise: Recognise,
    @Inject(Enrol) private readonly enrol: Enrol,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Resolves once the result is stored: only then may the queue forget the message.
   *
   * @param deliveries how often SQS has delivered this message, this time included
   * @param lastDelivery the queue puts the message aside if it fails once more: its client must not wait for ever
   * @throws whatever is worth another try
   */
  async run(body: string, deliveries: number, lastDelivery: boolean): Promise<void> {
    const message = QueueMessage.parse(JSON.parse(body));
    if (deliveries > 1 && (await this.alreadyFinished(message.id))) return;
    try {
      await this.finish(await this.resultOf(message));
    } catch (error) {
      if (lastDelivery) {
        await this.finish(
          this.failed(message, 'processing-failed', 'The image could not be processed. Send it again.'),
        );
      }
      throw error;
    }
  }

  private async resultOf(message: QueueMessage): Promise<JobResult> {
    try {
      const image = await this.fetch(message);
      return message.kind === 'recognition'
        ? await this.recognise.run(message, image)
        : await this.enrol.run(message, image);
    } catch (error) {
      const code = error instanceof ExpectedError ? JobProblem.safeParse(error.code).data : undefined;
      if (code === undefined) throw error;
      return this.failed(message, code, messageOf(error), (error as ExpectedError).issues);
    }
  }

  private async fetch(message: QueueMessage): Promise<FetchedImage> {
    const startedAtMs = this.clock.nowMs();
    const bytes = await this.images.get(message.imageKey);
    if (bytes === undefined) {
      throw new ExpectedError('processing-failed', 'The image was deleted before it was processed.');
    }
    return {
      bytes,
      queueMs: Math.max(0, startedAtMs - message.submittedAtMs),
      fetchMs: this.clock.nowMs() - startedAtMs,
    };
  }

  private async finish(result: JobResult): Promise<void> {
    await this.results.put(result.id, JSON.stringify(result), 'application/json');
    await this.cache.rememberResult(result);
    this.events.publish(Events.jobFinished, { result });
    this.logger.log(
      {
        recognitionId: result.id,
        kind: result.kind,
        status: result.status,
        ...(result.status === 'failed' ? { code: result.error.code } : {}),
        ...('timings' in result ? { faces: result.faces.length, ...result.timings } : {}),
      },
      `${result.kind} ${result.status}`,
    );
  }

  private async alreadyFinished(id: string): Promise<boolean> {
    if (!(await this.results.exists(id))) return false;
    this.logger.log({ recognitionId: id }, 'delivered again after it was finished');
    return true;
  }

  private failed(
    { id, kind, gallery }: QueueMessage,
    code: JobProblem,
    detail: string,
    issues?: QualityIssue[],
  ): JobResult {
    const finishedAt = new Date(this.clock.nowMs()).toISOString();
    return { id, kind, gallery, status: 'failed', error: { code, detail, issues }, finishedAt };
  }
}
