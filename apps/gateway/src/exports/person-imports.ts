import { BulkJobs, IMPORT, ImportItem, itemId, JobManifest, type JobRecord } from '@facefleet/bulk';
import { Inject, Injectable } from '@nestjs/common';
import { JobWalk } from '../bulk/job-walk';
import { type ArchivedFile, jsonFile } from './archive';
import type { SoughtPerson } from './sought-person';

/** Lines in the lists of imports that name somebody, as files. Needs a page of a list in memory. */
@Injectable()
export class PersonImports {
  constructor(
    @Inject(JobWalk) private readonly walk: JobWalk,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
  ) {}

  /** @param goOn called now and then; throws where it is to stop */
  async *files(sought: SoughtPerson, goOn: () => Promise<void>): AsyncGenerator<ArchivedFile> {
    for await (const job of this.walk.ofGallery(sought.gallery, sought.beforeMs, goOn)) {
      if (job.kind !== IMPORT) continue;
      yield* this.linesOf(job, sought);
      yield* this.warningsOf(job, sought);
    }
  }

  private async *linesOf({ id, createdAt }: JobRecord, { personId }: SoughtPerson) {
    for await (const { index, item } of this.manifest.itemsFrom(id, 0, ImportItem)) {
      if (item.personId !== personId) continue;
      const { name, personName, imageSha256, error } = item;
      const line = { name, personId, personName, imageSha256, error };
      const enrolment = itemId({ id, index });
      yield jsonFile(`imports/${id}/${index}.json`, {
        import: id,
        index,
        askedAt: createdAt,
        enrolment,
        ...line,
      });
    }
  }

  /** Of photographs of others that look like them. */
  private async *warningsOf({ id, createdAt }: JobRecord, { personId }: SoughtPerson) {
    for await (const { index, warnings } of this.jobs.allWarnings(id)) {
      const theirs = warnings.filter((one) => 'personId' in one && one.personId === personId);
      if (theirs.length > 0)
        yield jsonFile(`imports/${id}/${index}.warnings.json`, {
          import: id,
          index,
          askedAt: createdAt,
          warnings: theirs,
        });
    }
  }
}
