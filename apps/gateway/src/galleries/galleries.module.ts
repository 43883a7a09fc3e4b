import { Module } from '@nestjs/common';
import { GalleriesController } from './galleries.controller';
import { GalleriesService } from './galleries.service';
import { GalleryEventsController } from './gallery-events.controller';

@Module({
  controllers: [GalleriesController, GalleryEventsController],
  providers: [GalleriesService],
})
export class GalleriesModule {}
