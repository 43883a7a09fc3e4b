import { ResultStore } from '@facefleet/aws';
import { turnedId } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { galleryOf } from './job-view';

const folderOf = (kind: string, gallery: string) => `job-lists/${kind}/${gallery}/`;

/** Which jobs there are, by kind and gallery: an empty object for each, so that a page of them is one listing. */
@Injectable()
export class JobLists {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(ResultStore) private readonly store: ResultStore,
  ) {}

  async add(job: Pick<JobRecord, 'id' | 'kind' | 'options'>): Promise<void> {
    await this.store.put(keyOf(job), '', 'text/plain');
  }

  async remove(job: Pick<JobRecord, 'id' | 'kind' | 'options'>): Promise<void> {
    await this.store.delete([keyOf(job)]);
  }

  /**
   * Newest first.
   * @param after begins behind this job
   * @returns `next`: what the next page begins behind; undefined where there is none
   */
  async newest(
    kind: string,
    gallery: string,
    { after, limit }: { after?: string; limit: number },
  ): Promise<{ jobs: JobRecord[]; next: string | undefined }> {
    const folder = folderOf(kind, gallery);
    const begin = after === undefined ? '' : folder + turnedId(after);
    const keys = await this.store.listAfter(folder, begin, limit + 1);
    const ids = keys.slice(0, limit).map((key) => turnedId(key.slice(folder.length)));
    const jobs = await Promise.all(ids.map((id) => this.jobs.find(id, kind)));
    return {
      jobs: jobs.filter((job) => job !== undefined),
      next: keys.length > limit ? ids.at(-1) : undefined,
    };
  }
}

function keyOf(job: Pick<JobRecord, 'id' | 'kind' | 'options'>): string {
  return folderOf(job.kind, galleryOf(job)) + turnedId(job.id);
}
