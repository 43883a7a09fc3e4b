import { Module } from '@nestjs/common';
import { GalleriesController } from './galleries.controller';
import { GalleryEventsController } from './gallery-events.controller';

@Module({
  controllers: [GalleriesController, GalleryEventsController],
})
export class GalleriesModule {}
