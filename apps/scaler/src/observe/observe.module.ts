import { QueueDepth } from '@facefleet/aws';
import { Clock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { Fleet } from '../fleet/fleet';
import { AcceptedTally } from './accepted-tally';
import { EventChannel } from './event-channel';
import { EventsController } from './events.controller';
import { HearingModule } from './hearing.module';
import { HeartbeatBook } from './heartbeat-book';
import { Observer } from './observer';
import { OldestAges } from './oldest-ages';

@Module({
  imports: [HearingModule],
  controllers: [EventsController],
  providers: [
    { provide: AcceptedTally, useFactory: (clock: Clock) => new AcceptedTally(clock), inject: [Clock] },
    { provide: OldestAges, useFactory: (clock: Clock) => new OldestAges(clock), inject: [Clock] },
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
