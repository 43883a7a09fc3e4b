import { ModelChangeModule } from '@facefleet/model-change';
import { Module } from '@nestjs/common';
import { GalleryModelsController } from './gallery-models.controller';
import { GalleryModelsService } from './gallery-models.service';

@Module({
  imports: [ModelChangeModule],
  controllers: [GalleryModelsController],
  providers: [GalleryModelsService],
})
export class GalleryModelsModule {}
