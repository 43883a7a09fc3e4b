import { BulkModule } from '@facefleet/bulk';
import { ModelChangeModule } from '@facefleet/model-change';
import { Clock, SystemClock } from '@facefleet/platform';
import { WebhooksModule } from '@facefleet/webhooks';
import { Module } from '@nestjs/common';
import { ImageRetention } from './image-retention';
import { ItemOutcomes } from './item-outcomes';
import { JobEnds } from './job-ends';
import { JobRest } from './job-rest';
import { RequestEnds } from './request-ends';

/** Needs `AwsModule` with a webhook queue, `CacheModule`, `EventsModule` and `GalleryModule`. */
@Module({
  imports: [BulkModule, WebhooksModule, ModelChangeModule],
  providers: [
    RequestEnds,
    ItemOutcomes,
    JobEnds,
    JobRest,
    ImageRetention,
    { provide: Clock, useClass: SystemClock },
  ],
  exports: [RequestEnds, ItemOutcomes, JobEnds, JobRest, ImageRetention],
})
export class OutcomesModule {}
