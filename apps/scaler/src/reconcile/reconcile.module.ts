import { EventPublisher } from '@facefleet/cache';
import { Clock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { SCALER_CONFIG, type ScalerConfig, scalingPolicy } from '../config';
import { Fleet } from '../fleet/fleet';
import { ObserveModule } from '../observe/observe.module';
import { Observer } from '../observe/observer';
import { DecisionLog } from './decision-log';
import { Reconciler } from './reconciler';

@Module({
  imports: [ObserveModule],
  providers: [
    DecisionLog,
    {
      provide: Reconciler,
      useFactory: (
        config: ScalerConfig,
        observer: Observer,
        fleet: Fleet,
        decisions: DecisionLog,
        events: EventPublisher,
        clock: Clock,
      ) =>
        new Reconciler(
          observer,
          fleet,
          decisions,
          events,
          scalingPolicy(config),
          config.FACEFLEET_TICK_MS,
          clock,
        ),
      inject: [SCALER_CONFIG, Observer, Fleet, DecisionLog, EventPublisher, Clock],
    },
  ],
  exports: [Reconciler],
})
export class ReconcileModule {}
