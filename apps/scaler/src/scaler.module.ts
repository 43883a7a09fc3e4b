import { AwsModule, awsOptions } from '@facefleet/aws';
import { CacheModule, EventsModule } from '@facefleet/cache';
import { LoggingModule } from '@facefleet/platform';
import { MetricsController, TelemetryModule } from '@facefleet/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { ScalerConfig } from './config';
import { FleetModule } from './fleet/fleet.module';
import { HealthController } from './health/health.controller';
import { LeadModule } from './lead/lead.module';
import { ObserveModule } from './observe/observe.module';
import { ReconcileModule } from './reconcile/reconcile.module';
import { SettingsModule } from './settings.module';

@Module({})
export class ScalerModule {
  static forRoot(config: ScalerConfig): DynamicModule {
    return {
      module: ScalerModule,
      imports: [
        LoggingModule.forApp('scaler', { level: config.FACEFLEET_LOG_LEVEL }),
        TelemetryModule.forApp('scaler', config),
        AwsModule.forRoot(awsOptions(config)),
        CacheModule.forRoot(config.REDIS_URL),
        EventsModule.forRoot(config.REDIS_URL),
        SettingsModule.forRoot(config),
        LeadModule.forRoot(config),
        FleetModule.forRoot(config),
        ObserveModule,
        ReconcileModule,
        TerminusModule,
      ],
      controllers: [HealthController, MetricsController],
    };
  }
}
