import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '@facefleet/platform';
import type { RecognizerConfig } from '../config';
import { DrainController } from './drain.controller';
import { Heartbeat } from './heartbeat';
import { ImageLimits } from './image-limits';
import { SpotNotice } from './spot-notice';
import { WorkerMetrics } from '../telemetry/worker-metrics';
import { WorkerStatus } from './worker-status';

@Global()
@Module({})
export class WorkerModule {
  static forRoot(config: RecognizerConfig): DynamicModule {
    const { FACEFLEET_IMDS_URL: imdsUrl } = config;
    const drain = () => void process.kill(process.pid, 'SIGTERM'); // one way to end, whoever asks
    const spotNotice = { provide: SpotNotice, useFactory: () => new SpotNotice(imdsUrl ?? '', drain) };
    return {
      module: WorkerModule,
      controllers: [DrainController],
      providers: [
        {
          provide: WorkerStatus,
          useFactory: () => new WorkerStatus(config.FACEFLEET_WORKER_ID, config.FACEFLEET_SLOTS),
        },
        {
          provide: ImageLimits,
          useFactory: () =>
            new ImageLimits(config.FACEFLEET_MAX_IMAGE_BYTES, config.FACEFLEET_MAX_IMAGE_PIXELS),
        },
        { provide: Clock, useClass: SystemClock },
        Heartbeat,
        WorkerMetrics,
        ...(imdsUrl === undefined ? [] : [spotNotice]),
      ],
      exports: [WorkerStatus, ImageLimits, Heartbeat, WorkerMetrics, Clock],
    };
  }
}
