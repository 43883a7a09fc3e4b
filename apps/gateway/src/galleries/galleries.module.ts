import { GalleryModule } from '@facefleet/gallery';
import { Module } from '@nestjs/common';
import { GalleriesController } from './galleries.controller';
import { GalleryEventsController } from './gallery-events.controller';

@Module({
  imports: [GalleryModule],
  controllers: [GalleriesController, GalleryEventsController],
})
export class GalleriesModule {}
