import { GalleryModule } from '@facefleet/gallery';
import { Module } from '@nestjs/common';
import { GalleryEventsController } from './gallery-events.controller';
import { PeopleController } from './people.controller';
import { PeopleService } from './people.service';

@Module({
  imports: [GalleryModule],
  controllers: [PeopleController, GalleryEventsController],
  providers: [PeopleService],
})
export class PeopleModule {}
