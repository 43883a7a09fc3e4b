import { Global, Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module';
import { UploadGate } from '../uploads/upload-gate';
import { LoopDelay } from './loop-delay';
import { Admission } from './admission';

/** What is let in, and what is sent away. */
@Global()
@Module({
  imports: [FleetModule],
  providers: [Admission, UploadGate, { provide: LoopDelay, useFactory: () => new LoopDelay() }],
  exports: [Admission, UploadGate],
})
export class AdmissionModule {}
