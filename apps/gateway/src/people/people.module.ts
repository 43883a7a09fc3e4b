import { Module } from '@nestjs/common';
import { EnrolmentPhotographs } from './enrolment-photographs';
import { EnrolmentsController } from './enrolments.controller';
import { EnrolmentsService } from './enrolments.service';
import { FaceMoves } from './face-moves.service';
import { FacesController } from './faces.controller';
import { PeopleController } from './people.controller';
import { PeopleDirectory } from './people-directory.service';
import { PeopleErasure } from './people-erasure.service';
import { UntoldRemovals } from './untold-removals';

@Module({
  controllers: [PeopleController, FacesController, EnrolmentsController],
  providers: [
    EnrolmentsService,
    EnrolmentPhotographs,
    PeopleDirectory,
    PeopleErasure,
    UntoldRemovals,
    FaceMoves,
  ],
})
export class PeopleModule {}
