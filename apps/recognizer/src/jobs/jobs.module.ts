import { GalleryModule } from '@facefleet/gallery';
import { Module } from '@nestjs/common';
import { ComparedModels } from './compared-models';
import { Enrol } from './enrol';
import { JobRunner } from './job-runner';
import { Recognise } from './recognise';

@Module({
  imports: [GalleryModule],
  providers: [JobRunner, Recognise, Enrol, ComparedModels],
  exports: [JobRunner],
})
export class JobsModule {}
