import { FleetRecordsModule } from '@facefleet/fleet';
import { Module } from '@nestjs/common';
import { DecisionPages } from './decision-pages';
import { FleetBook } from './fleet-book';
import { FleetDecisionsController } from './fleet-decisions.controller';
import { FleetEventsController } from './fleet-events.controller';
import { FleetPolicyController } from './fleet-policy.controller';
import { FleetPolicyService } from './fleet-policy.service';
import { FleetController } from './fleet.controller';

@Module({
  imports: [FleetRecordsModule],
  controllers: [FleetController, FleetEventsController, FleetDecisionsController, FleetPolicyController],
  providers: [FleetBook, DecisionPages, FleetPolicyService],
  exports: [FleetBook],
})
export class FleetModule {}
