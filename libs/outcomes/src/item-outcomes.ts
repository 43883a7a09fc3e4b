import { BulkJobs } from '@facefleet/bulk';
import type { ItemOutcome, JobItemRef, JobKind, JobResult } from '@facefleet/contracts';
import { ModelSwitch } from '@facefleet/model-change';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { JobEnds } from './job-ends';

/** What becomes of the items of jobs. A message that belongs to no job passes through. */
@Injectable()
export class ItemOutcomes {
  private readonly logger = new Logger(ItemOutcomes.name);

  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobEnds) private readonly ends: JobEnds,
    @Inject(ModelSwitch) private readonly modelSwitch: ModelSwitch,
  ) {}

  /** @returns true for an item that is not to be done, nor what was done of it kept: its job was cancelled */
  async skipped({ id, job }: { id: string; job?: JobItemRef }): Promise<boolean> {
    if (!job || !(await this.jobs.isCancelled(job.id))) return false;
    await this.jobs.putOutcome(job, { status: 'skipped' });
    this.logger.log({ recognitionId: id, jobId: job.id, index: job.index }, 'skipped: its job was cancelled');
    return true;
  }

  /** Its result is stored. */
  async ended({ job }: { job?: JobItemRef }, result: JobResult): Promise<void> {
    if (!job) return;
    if ('warnings' in result) await this.jobs.putWarnings(job, result.warnings);
    await this.jobs.putOutcome(job, outcomeOf(result));
    // Before the message is deleted: whoever takes it over from one who dies here looks again.
    await this.look(job.id, result.kind);
  }

  /** Was this the last item of its job? */
  async look(jobId: string, kind: JobKind): Promise<void> {
    if (kind === 'embedding') await this.modelSwitch.look(jobId);
    else await this.ends.look(jobId);
  }
}

function outcomeOf(result: JobResult): ItemOutcome {
  if (result.status === 'succeeded') return { status: 'succeeded' };
  const { code, detail } = result.error;
  return { status: 'failed', error: { code, detail } };
}
