import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '@facefleet/platform';
import { DrainController } from './drain.controller';
import { Heartbeat } from './heartbeat';
import { WorkerStatus } from './worker-status';

@Global()
@Module({})
export class WorkerModule {
  static forRoot(workerId: string, slots: number): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [DrainController],
      providers: [
        { provide: WorkerStatus, useFactory: () => new WorkerStatus(workerId, slots) },
        { provide: Clock, useClass: SystemClock },
        Heartbeat,
      ],
      exports: [WorkerStatus, Heartbeat, Clock],
    };
  }
}
