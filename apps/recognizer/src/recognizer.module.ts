import { AwsModule, awsOptions } from '@facefleet/aws';
import { CacheModule, EventsModule } from '@facefleet/cache';
import { GalleryModule } from '@facefleet/gallery';
import { ModelCatalogue } from '@facefleet/models';
import { LoggingModule } from '@facefleet/platform';
import { PrivacyModule } from '@facefleet/privacy';
import { MetricsController, TelemetryModule, traceOfLine } from '@facefleet/telemetry';
import { VisionModule } from '@facefleet/vision';
import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { RecognizerConfig } from './config';
import { HealthController } from './health/health.controller';
import { QueueModule } from './queue/queue.module';
import { WorkerModule } from './worker/worker.module';

@Module({})
export class RecognizerModule {
  static forRoot(config: RecognizerConfig): DynamicModule {
    const vision = VisionModule.forRoot({
      modelsDir: config.FACEFLEET_MODELS_DIR,
      slots: config.FACEFLEET_SLOTS,
      maxImagePixels: config.FACEFLEET_MAX_IMAGE_PIXELS,
    });
    return {
      module: RecognizerModule,
      imports: [
        LoggingModule.forApp('recognizer', {
          level: config.FACEFLEET_LOG_LEVEL,
          fields: { workerId: config.FACEFLEET_WORKER_ID },
          more: traceOfLine,
        }),
        TelemetryModule.forApp('recognizer', config, { worker: config.FACEFLEET_WORKER_ID }),
        AwsModule.forRoot(awsOptions(config)),
        CacheModule.forRoot(config.REDIS_URL, { remembersHere: false }),
        EventsModule.forRoot(config.REDIS_URL),
        vision,
        GalleryModule.forRoot({
          imports: [vision],
          inject: [ModelCatalogue],
          useFactory: (models: ModelCatalogue) => ({
            distanceOf: (model: string) => models.embedder(model)?.distance ?? 'cosine',
            memoryBytes: config.FACEFLEET_GALLERY_MEMORY_MB * 1e6,
          }),
        }),
        PrivacyModule.forRoot(config.FACEFLEET_RETENTION),
        WorkerModule.forRoot(config),
        QueueModule.forRoot(config),
        TerminusModule,
      ],
      controllers: [HealthController, MetricsController],
    };
  }
}
