import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { gatewayConfig } from '../config';
import { GatewayModule } from '../gateway.module';
import { apiDocument } from './openapi';

/** Settings that are valid and lead nowhere: one more is needed where a setting without default is added. */
const NOWHERE = {
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL: 'http://nowhere.invalid',
  FACEFLEET_QUEUE_URL: 'http://nowhere.invalid/queue',
  FACEFLEET_BULK_QUEUE_URL: 'http://nowhere.invalid/bulk-queue',
  FACEFLEET_DEAD_LETTER_QUEUE_URL: 'http://nowhere.invalid/dead-letter-queue',
  FACEFLEET_BULK_DEAD_LETTER_QUEUE_URL: 'http://nowhere.invalid/bulk-dead-letter-queue',
  FACEFLEET_WEBHOOK_QUEUE_URL: 'http://nowhere.invalid/webhook-queue',
  FACEFLEET_IMAGES_BUCKET: 'images',
  FACEFLEET_RESULTS_BUCKET: 'results',
  FACEFLEET_GALLERIES_BUCKET: 'galleries',
  REDIS_URL: 'redis://nowhere.invalid',
  FACEFLEET_ADMIN_KEY_SHA256: '0'.repeat(64),
  FACEFLEET_COURSE_API: 'on',
  FACEFLEET_MODELS_DIR: 'nowhere',
  FACEFLEET_MODEL: 'none',
};

/** The document of a gateway that is not started: modules are wired up, nothing is constructed and nothing connects. */
export async function offlineApiDocument(): Promise<OpenAPIObject> {
  const app = await NestFactory.create(GatewayModule.forRoot(gatewayConfig(NOWHERE)), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  return apiDocument(app);
}
