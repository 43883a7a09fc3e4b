import { Global, Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module';
import { UploadGate } from '../uploads/upload-gate';
import { Admission } from './admission';

/** What is let in, and what is sent away. */
@Global()
@Module({ imports: [FleetModule], providers: [Admission, UploadGate], exports: [Admission, UploadGate] })
export class AdmissionModule {}
