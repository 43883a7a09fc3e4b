import { Module } from '@nestjs/common';
import { FleetBook } from './fleet-book';
import { FleetEventsController } from './fleet-events.controller';
import { FleetController } from './fleet.controller';

@Module({ controllers: [FleetController, FleetEventsController], providers: [FleetBook] })
export class FleetModule {}
