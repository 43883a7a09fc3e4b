import { EventPublisher } from '@facefleet/cache';
import { DecisionStore, FleetOrders, FleetRecordsModule } from '@facefleet/fleet';
import { Clock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { SCALER_CONFIG, type ScalerConfig, scalingPolicy } from '../config';
import { Fleet } from '../fleet/fleet';
import { ObserveModule } from '../observe/observe.module';
import { Observer } from '../observe/observer';
import { DecisionLog } from './decision-log';
import { DecisionRecorder } from './decision-recorder';
import { OrderBook } from './order-book';
import { OrderEventsController } from './order-events.controller';
import { Reconciler } from './reconciler';
import { FleetMetrics } from '../telemetry/fleet-metrics';
import { RecordKeeper } from './record-keeper';

@Module({
  imports: [ObserveModule, FleetRecordsModule],
  controllers: [OrderEventsController],
  providers: [
    DecisionLog,
    FleetMetrics,
    {
      provide: DecisionRecorder,
      useFactory: (store: DecisionStore, clock: Clock) => new DecisionRecorder(store, clock),
      inject: [DecisionStore, Clock],
    },
    {
      provide: OrderBook,
      useFactory: (orders: FleetOrders, config: ScalerConfig) => new OrderBook(orders, scalingPolicy(config)),
      inject: [FleetOrders, SCALER_CONFIG],
    },
    {
      provide: RecordKeeper,
      useFactory: (...parts: [DecisionStore, FleetOrders, Clock]) => new RecordKeeper(...parts),
      inject: [DecisionStore, FleetOrders, Clock],
    },
    {
      provide: Reconciler,
      useFactory: (
        config: ScalerConfig,
        observer: Observer,
        fleet: Fleet,
        decisions: DecisionLog,
        recorder: DecisionRecorder,
        orders: OrderBook,
        events: EventPublisher,
        metrics: FleetMetrics,
        clock: Clock,
      ) =>
        new Reconciler(
          observer,
          fleet,
          decisions,
          recorder,
          orders,
          events,
          metrics,
          scalingPolicy(config),
          config,
          clock,
        ),
      inject: [
        SCALER_CONFIG,
        Observer,
        Fleet,
        DecisionLog,
        DecisionRecorder,
        OrderBook,
        EventPublisher,
        FleetMetrics,
        Clock,
      ],
    },
  ],
  exports: [Reconciler],
})
export class ReconcileModule {}
