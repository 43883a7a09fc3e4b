import { BulkQueue } from '@facefleet/aws';
import { BulkJobs, type JobRecord, JobSender } from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import { JobEnds } from '@facefleet/outcomes';
import { messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import type { ItemSource } from './item-source';
import { ItemSources } from './item-sources';

/** Lists the items of a job and sends a message for each. Done again, it goes on where it stopped. */
@Injectable()
export class JobStarter {
  private readonly logger = new Logger(JobStarter.name);

  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobSender) private readonly sender: JobSender,
    @Inject(ItemSources) private readonly sources: ItemSources,
    @Inject(BulkQueue) private readonly queue: BulkQueue,
    @Inject(JobEnds) private readonly ends: JobEnds,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
  ) {}

  /**
   * @param lastDelivery the queue puts the message aside if it fails once more: another one takes its place, because the
   *                     rest of the job would never be done
   * @throws whatever is worth another try
   */
  async run(start: JobStart, lastDelivery: boolean): Promise<void> {
    const job = await this.jobs.find(start.id, start.kind);
    if (!job) return this.logger.warn({ jobId: start.id }, 'no such job: it was not accepted after all');
    const source: ItemSource = this.sources[start.kind];
    try {
      const items = (from: number) => source.items(job, from);
      const how = await this.sender.send(job, items, () => this.status.state === 'draining');
      this.logger.log({ jobId: job.id, kind: job.kind, total: job.total }, `job ${how}`);
      if (how === 'stopped') await this.queue.send([start]);
      else await this.done(job, source);
    } catch (error) {
      if (!lastDelivery) throw error;
      this.logger.error({ jobId: job.id, kind: job.kind, error: messageOf(error) }, 'job delayed');
      await this.queue.send([start]);
    }
  }
  /** Its last item may have ended before anybody knew that it was the last. */
  private async done(job: JobRecord, source: ItemSource): Promise<void> {
    await source.done?.(job);
    await this.ends.look(job.id);
  }
}
