import { awsOptions, Instances, InstancesModule } from '@facefleet/aws';
import { EventPublisher } from '@facefleet/cache';
import { Clock } from '@facefleet/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { ScalerConfig } from '../config';
import { Ec2Fleet } from './ec2-fleet';
import { Fleet } from './fleet';
import { ProcessFleet } from './process-fleet';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const PROCESS_LIMITS = {
  provenAfterMs: 10 * SECOND_MS,
  drainLimitMs: MINUTE_MS,
  stopLimitMs: 25 * SECOND_MS,
};
const EC2_LIMITS = {
  provenAfterMs: 5 * MINUTE_MS,
  listedWithinMs: 2 * MINUTE_MS,
  drainLimitMs: 10 * MINUTE_MS,
};

/** The fleet that the settings chose. */
@Global()
@Module({})
export class FleetModule {
  static forRoot(config: ScalerConfig): DynamicModule {
    const { fleet, FACEFLEET_SLOTS: slots } = config;
    switch (fleet.kind) {
      case 'process': {
        const options = { entry: fleet.recognizerEntry, slots, env: config.workerEnv, ...PROCESS_LIMITS };
        const useFactory = (clock: Clock) => new ProcessFleet(options, clock);
        return {
          module: FleetModule,
          providers: [{ provide: Fleet, useFactory, inject: [Clock] }],
          exports: [Fleet],
        };
      }
      case 'ec2': {
        const { tag, launchTemplateId, launchTemplateVersion } = fleet;
        const options = { tag, launchTemplateId, launchTemplateVersion, slots, ...EC2_LIMITS };
        const useFactory = (instances: Instances, events: EventPublisher, clock: Clock) =>
          new Ec2Fleet(instances, events, options, clock);
        return {
          module: FleetModule,
          imports: [InstancesModule.forRoot(awsOptions(config))],
          providers: [{ provide: Fleet, useFactory, inject: [Instances, EventPublisher, Clock] }],
          exports: [Fleet],
        };
      }
    }
  }
}
