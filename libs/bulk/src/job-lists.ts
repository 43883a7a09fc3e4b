import { ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { galleryOf } from './job-view';

const LAST_DIGIT = 15;
const folderOf = (kind: string, gallery: string) => `job-lists/${kind}/${gallery}/`;

/** Listings begin with what is least: with the digits turned round, that is the newest job. Twice it is the id again. */
const turned = (id: string) =>
  id.replace(/[0-9a-f]/g, (digit) => (LAST_DIGIT - parseInt(digit, 16)).toString(16));

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
    const begin = after === undefined ? '' : folder + turned(after);
    const keys = await this.store.listAfter(folder, begin, limit + 1);
    const ids = keys.slice(0, limit).map((key) => turned(key.slice(folder.length)));
    const jobs = await Promise.all(ids.map((id) => this.jobs.find(id, kind)));
    return {
      jobs: jobs.filter((job) => job !== undefined),
      next: keys.length > limit ? ids.at(-1) : undefined,
    };
  }
}

function keyOf(job: Pick<JobRecord, 'id' | 'kind' | 'options'>): string {
  return folderOf(job.kind, galleryOf(job)) + turned(job.id);
}
