import { FaceAnalyser } from '@facefleet/vision';
import { Module } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { OrderedAnalyser } from './ordered-analyser';
import { Slots } from './slots';

/** `OrderedAnalyser` around the `FaceAnalyser` of all: whoever works on messages has his from it. */
@Module({
  providers: [
    { provide: Slots, useFactory: ({ slots }: WorkerStatus) => new Slots(slots), inject: [WorkerStatus] },
    {
      provide: OrderedAnalyser,
      useFactory: (analyser: FaceAnalyser, slots: Slots) => new OrderedAnalyser(analyser, slots),
      inject: [FaceAnalyser, Slots],
    },
  ],
  exports: [Slots, OrderedAnalyser],
})
export class SlotsModule {}
