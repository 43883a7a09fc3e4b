import { BulkModule } from '@facefleet/bulk';
import { WebhooksModule } from '@facefleet/webhooks';
import { ModelChangeModule } from '@facefleet/model-change';
import { Module } from '@nestjs/common';
import { ArchiveListing } from '../imports/archive-listing';
import { ImportItems } from '../imports/import-items';
import { PeopleRecords } from '../imports/people-records';
import { BatchItems } from './batch-items';
import { ItemOutcomes } from './item-outcomes';
import { ItemSources } from './item-sources';
import { JobEnds } from './job-ends';
import { JobStarter } from './job-starter';
import { ModelChangeItems } from './model-change-items';

/** Jobs of many items: starting them, and saying how each item ended. */
@Module({
  imports: [BulkModule, WebhooksModule, ModelChangeModule],
  providers: [
    JobEnds,
    BatchItems,
    ImportItems,
    ModelChangeItems,
    ArchiveListing,
    PeopleRecords,
    ItemSources,
    JobStarter,
    ItemOutcomes,
  ],
  exports: [JobStarter, ItemOutcomes],
})
export class BulkItemsModule {}
