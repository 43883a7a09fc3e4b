import { Clock, SystemClock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { EntryLog } from './entry-log';
import { Galleries } from './galleries';

/** Needs `AwsModule` for the store of the entries. */
@Module({
  providers: [EntryLog, Galleries, { provide: Clock, useClass: SystemClock }],
  exports: [Galleries],
})
export class GalleryModule {}
