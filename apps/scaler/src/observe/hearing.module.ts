import { Clock } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { SCALER_CONFIG, type ScalerConfig, scalingPolicy } from '../config';
import { EventChannel } from './event-channel';
import { HeartbeatBook } from './heartbeat-book';

/** What is heard from workers, for whoever observes them and for whoever ends their machines. */
@Module({
  providers: [
    { provide: HeartbeatBook, useFactory: (clock: Clock) => new HeartbeatBook(clock), inject: [Clock] },
    {
      provide: EventChannel,
      useFactory: (config: ScalerConfig, clock: Clock) =>
        new EventChannel(clock, scalingPolicy(config).silentAfterS * 1000),
      inject: [SCALER_CONFIG, Clock],
    },
  ],
  exports: [HeartbeatBook, EventChannel],
})
export class HearingModule {}
