import { AwsModule, awsOptions } from '@facefleet/aws';
import { CacheModule, EventsModule } from '@facefleet/cache';
import { Clock, LoggingModule, SystemClock } from '@facefleet/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ZodValidationPipe } from 'nestjs-zod';
import { ApiKeyGuard } from './auth/api-key.guard';
import { type GatewayEnv, GatewayOptions } from './config';
import { CourseModule } from './course/course.module';
import { FleetModule } from './fleet/fleet.module';
import { GalleriesModule } from './galleries/galleries.module';
import { HealthModule } from './health/health.module';
import { HttpShutdown } from './http-shutdown';
import { JobsModule } from './jobs/jobs.module';
import { ModelsModule } from './models/models.module';
import { PeopleModule } from './people/people.module';
import { ProblemFilter } from './problems/problem.filter';
import { RecognitionsModule } from './recognitions/recognitions.module';

@Global()
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayEnv): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        LoggingModule.forApp('gateway', { level: config.FACEFLEET_LOG_LEVEL }),
        AwsModule.forRoot(awsOptions(config)),
        CacheModule.forRoot(config.REDIS_URL),
        EventsModule.forRoot(config.REDIS_URL),
        JobsModule.forRoot(config),
        RecognitionsModule,
        GalleriesModule,
        PeopleModule,
        ModelsModule.forRoot(config.FACEFLEET_MODELS_DIR),
        FleetModule,
        HealthModule,
        ...(config.FACEFLEET_COURSE_API ? [CourseModule] : []),
      ],
      providers: [
        { provide: GatewayOptions, useFactory: () => new GatewayOptions(config) },
        { provide: Clock, useClass: SystemClock },
        HttpShutdown,
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ZodValidationPipe },
      ],
      exports: [GatewayOptions, Clock],
    };
  }
}
