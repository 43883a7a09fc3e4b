import { BulkModule } from '@facefleet/bulk';
import { Module } from '@nestjs/common';
import { BatchItems } from './batch-items';
import { ItemOutcomes } from './item-outcomes';
import { ItemSources } from './item-sources';
import { JobStarter } from './job-starter';

/** Jobs of many items: starting them, and saying how each item ended. */
@Module({
  imports: [BulkModule],
  providers: [BatchItems, ItemSources, JobStarter, ItemOutcomes],
  exports: [JobStarter, ItemOutcomes],
})
export class BulkItemsModule {}
