import { QueueDepth } from '@facefleet/aws';
import { Clock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { Fleet } from '../fleet/fleet';
import { EventChannel } from './event-channel';
import { EventsController } from './events.controller';
import { HearingModule } from './hearing.module';
import { HeartbeatBook } from './heartbeat-book';
import { Observer } from './observer';

@Module({
  imports: [HearingModule],
  controllers: [EventsController],
  providers: [
    {
      provide: Observer,
      useFactory: (...parts: [QueueDepth, Fleet, HeartbeatBook, EventChannel, Clock]) =>
        new Observer(...parts),
      inject: [QueueDepth, Fleet, HeartbeatBook, EventChannel, Clock],
    },
  ],
  exports: [Observer],
})
export class ObserveModule {}
