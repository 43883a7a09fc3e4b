import { Module } from '@nestjs/common';
import { FleetBook } from './fleet-book';
import { FleetController } from './fleet.controller';

@Module({ controllers: [FleetController], providers: [FleetBook] })
export class FleetModule {}
