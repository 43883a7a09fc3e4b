import { BulkModule } from '@facefleet/bulk';
import { Global, Module } from '@nestjs/common';
import { JobWalk } from '../bulk/job-walk';
import { GatewayOptions } from '../config';
import { ErasurePass } from './erasure-pass';
import { ErasureProgress } from './erasure-progress';
import { ErasureTimes, erasureTimes } from './erasure-times';
import { ErasureWorker } from './erasure-worker';
import { ErasuresController } from './erasures.controller';
import { JobErasure } from './job-erasure';
import { RecentErasures } from './recent-erasures';
import { ResultErasure } from './result-erasure';

/** Erasing people from what is stored; all that shows stored results asks for `RecentErasures`. */
@Global()
@Module({
  imports: [BulkModule],
  controllers: [ErasuresController],
  providers: [
    {
      provide: ErasureTimes,
      inject: [GatewayOptions],
      useFactory: ({ sweepEveryMs }: GatewayOptions) => erasureTimes(sweepEveryMs),
    },
    RecentErasures,
    ErasureProgress,
    ResultErasure,
    JobWalk,
    JobErasure,
    ErasurePass,
    ErasureWorker,
  ],
  exports: [RecentErasures, JobWalk],
})
export class ErasuresModule {}
