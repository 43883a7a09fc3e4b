import { BulkModule } from '@facefleet/bulk';
import { ModelChangeModule } from '@facefleet/model-change';
import { OutcomesModule } from '@facefleet/outcomes';
import { Module } from '@nestjs/common';
import { ArchiveListing } from '../imports/archive-listing';
import { ImportItems } from '../imports/import-items';
import { PeopleRecords } from '../imports/people-records';
import { BatchItems } from './batch-items';
import { ItemSources } from './item-sources';
import { JobStarter } from './job-starter';
import { ModelChangeItems } from './model-change-items';

/** Jobs of many items: starting them. */
@Module({
  imports: [BulkModule, OutcomesModule, ModelChangeModule],
  providers: [
    BatchItems,
    ImportItems,
    ModelChangeItems,
    ArchiveListing,
    PeopleRecords,
    ItemSources,
    JobStarter,
  ],
  exports: [JobStarter],
})
export class BulkItemsModule {}
