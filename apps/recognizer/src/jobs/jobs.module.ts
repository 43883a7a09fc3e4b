import { GalleryModule } from '@facefleet/gallery';
import { Module } from '@nestjs/common';
import { Enrol } from './enrol';
import { JobRunner } from './job-runner';
import { Recognise } from './recognise';

@Module({
  imports: [GalleryModule],
  providers: [JobRunner, Recognise, Enrol],
  exports: [JobRunner],
})
export class JobsModule {}
