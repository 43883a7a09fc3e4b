import { Clock, SystemClock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { DecisionStore } from './decision-store';
import { FleetOrders } from './fleet-orders';

/** Needs `AwsModule` for the store. */
@Module({
  providers: [DecisionStore, FleetOrders, { provide: Clock, useClass: SystemClock }],
  exports: [DecisionStore, FleetOrders],
})
export class FleetRecordsModule {}
