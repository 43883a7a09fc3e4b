import { Clock, SystemClock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { BulkJobs } from './bulk-jobs';
import { JobItems } from './job-items';
import { JobLists } from './job-lists';
import { JobManifest } from './job-manifest';
import { JobSender } from './job-sender';
import { ProgressBook } from './progress-book';

/** Needs `AwsModule` for the store and the bulk queue. */
@Module({
  providers: [
    BulkJobs,
    JobManifest,
    ProgressBook,
    JobItems,
    JobLists,
    JobSender,
    { provide: Clock, useClass: SystemClock },
  ],
  exports: [BulkJobs, JobManifest, ProgressBook, JobItems, JobLists, JobSender],
})
export class BulkModule {}
