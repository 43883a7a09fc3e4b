import { QueueDepth } from '@facefleet/aws';
import { Clock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { SCALER_CONFIG, type ScalerConfig, scalingPolicy } from '../config';
import { Fleet } from '../fleet/fleet';
import { AcceptedTally } from './accepted-tally';
import { EventChannel } from './event-channel';
import { EventsController } from './events.controller';
import { HeartbeatBook } from './heartbeat-book';
import { Observer } from './observer';
import { OldestAges } from './oldest-ages';

@Module({
  controllers: [EventsController],
  providers: [
    { provide: HeartbeatBook, useFactory: (clock: Clock) => new HeartbeatBook(clock), inject: [Clock] },
    { provide: AcceptedTally, useFactory: (clock: Clock) => new AcceptedTally(clock), inject: [Clock] },
    { provide: OldestAges, useFactory: (clock: Clock) => new OldestAges(clock), inject: [Clock] },
    {
      provide: EventChannel,
      useFactory: (config: ScalerConfig, clock: Clock) =>
        new EventChannel(clock, scalingPolicy(config).silentAfterS * 1000),
      inject: [SCALER_CONFIG, Clock],
    },
    {
      provide: Observer,
      useFactory: (
        ...parts: [QueueDepth, Fleet, HeartbeatBook, EventChannel, AcceptedTally, OldestAges, Clock]
      ) => new Observer(...parts),
      inject: [QueueDepth, Fleet, HeartbeatBook, EventChannel, AcceptedTally, OldestAges, Clock],
    },
  ],
  exports: [Observer],
})
export class ObserveModule {}
