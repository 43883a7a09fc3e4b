import { AwsModule, awsOptions } from '@facefleet/aws';
import { CacheModule, EventsModule } from '@facefleet/cache';
import { GalleryModule } from '@facefleet/gallery';
import { Clock, LoggingModule, SystemClock } from '@facefleet/platform';
import { PrivacyModule } from '@facefleet/privacy';
import { TelemetryModule, traceOfLine } from '@facefleet/telemetry';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ZodValidationPipe } from 'nestjs-zod';
import { AdmissionModule } from './admission/admission.module';
import { ApiKeyGuard } from './auth/api-key.guard';
import { AuditGuard } from './audit/audit.guard';
import { AuditInterceptor } from './audit/audit.interceptor';
import { AuditModule } from './audit/audit.module';
import { ComparisonsModule } from './comparisons/comparisons.module';
import { BatchesModule } from './batches/batches.module';
import { GalleryAccessInterceptor } from './auth/gallery-access.interceptor';
import { ScopesGuard } from './auth/scopes.guard';
import { type GatewayEnv, GatewayOptions } from './config';
import { ConnectionsModule } from './connections/connections.module';
import { connectionLimitsOf } from './connections/limits-of';
import { CourseModule } from './course/course.module';
import { DeadLettersModule } from './dead-letters/dead-letters.module';
import { DetectionsModule } from './detections/detections.module';
import { ErasuresModule } from './erasures/erasures.module';
import { ExportsModule } from './exports/exports.module';
import { FleetModule } from './fleet/fleet.module';
import { GalleriesModule } from './galleries/galleries.module';
import { GalleryModelsModule } from './gallery-models/gallery-models.module';
import { HealthModule } from './health/health.module';
import { ImportsModule } from './imports/imports.module';
import { HttpShutdown } from './http-shutdown';
import { JobsModule } from './jobs/jobs.module';
import { IdempotencyModule } from './idempotency/idempotency.module';
import { KeysModule } from './keys/keys.module';
import { ModelsModule } from './models/models.module';
import { PeopleModule } from './people/people.module';
import { ProblemFilter } from './problems/problem.filter';
import { RateLimitGuard } from './rate-limits/rate-limit.guard';
import { RecognitionsModule } from './recognitions/recognitions.module';
import { RetentionModule } from './retention/retention.module';
import { GatewayTelemetryModule } from './telemetry/gateway-telemetry.module';
import { StreamsModule } from './streams/streams.module';
import { GatewayWebhooksModule } from './webhooks/gateway-webhooks.module';
import { SearchesModule } from './searches/searches.module';
import { VerificationsModule } from './verifications/verifications.module';
import { UploadUrlsModule } from './upload-urls/upload-urls.module';

@Global()
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayEnv): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        LoggingModule.forApp('gateway', { level: config.FACEFLEET_LOG_LEVEL, more: traceOfLine }),
        TelemetryModule.forApp('gateway', config),
        GatewayTelemetryModule,
        AwsModule.forRoot(awsOptions(config)),
        CacheModule.forRoot(config.REDIS_URL),
        EventsModule.forRoot(config.REDIS_URL),
        // Nobody is searched for here, so embeddings are not kept.
        GalleryModule.forRoot({
          useFactory: () => ({
            distanceOf: undefined,
            memoryBytes: config.FACEFLEET_GALLERY_MEMORY_MB * 1e6,
          }),
        }),
        ConnectionsModule.forRoot(connectionLimitsOf(config)),
        PrivacyModule.forRoot(config.FACEFLEET_RETENTION),
        StreamsModule,
        AdmissionModule,
        GatewayWebhooksModule.forRoot(config),
        DeadLettersModule.forRoot(config),
        KeysModule,
        AuditModule,
        IdempotencyModule,
        JobsModule.forRoot(config),
        RecognitionsModule,
        DetectionsModule,
        ComparisonsModule,
        VerificationsModule,
        SearchesModule,
        BatchesModule,
        ImportsModule,
        ExportsModule,
        RetentionModule,
        ErasuresModule,
        UploadUrlsModule,
        GalleriesModule,
        GalleryModelsModule,
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
        // In this order: who is it, is it too often, what is to be recorded of it, may it?
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useClass: AuditGuard },
        { provide: APP_GUARD, useClass: ScopesGuard },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_INTERCEPTOR, useClass: GalleryAccessInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ZodValidationPipe },
      ],
      exports: [GatewayOptions, Clock],
    };
  }
}
