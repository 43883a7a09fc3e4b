import { GalleryModule } from '@facefleet/gallery';
import { Module } from '@nestjs/common';
import { PeopleController } from './people.controller';
import { PeopleService } from './people.service';

@Module({
  imports: [GalleryModule],
  controllers: [PeopleController],
  providers: [PeopleService],
})
export class PeopleModule {}
