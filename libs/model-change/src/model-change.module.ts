import { BulkModule } from '@facefleet/bulk';
import { Clock, SystemClock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { ChangeLog } from './change-log';
import { ModelChanges } from './model-changes';
import { ModelSwitch } from './model-switch';

/** Needs `AwsModule`, `EventsModule` and `GalleryModule`. */
@Module({
  imports: [BulkModule],
  providers: [ChangeLog, ModelChanges, ModelSwitch, { provide: Clock, useClass: SystemClock }],
  exports: [ModelChanges, ModelSwitch],
})
export class ModelChangeModule {}
