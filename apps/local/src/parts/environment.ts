import { join } from 'node:path';
import type { CloudReady } from '../cloud/cloud-ready';
import type { LocalConfig } from '../config';
import { builtApp } from '../project';
import type { Models } from './models';

export const REGION = 'us-east-1';

/**
 * The caller's environment without anything that would lead an AWS client elsewhere than to the local server: not the
 * credentials, profiles or endpoints of a real account.
 */
export function localCloudEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(others),
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local', // the local server wants credentials and checks none
    AWS_SECRET_ACCESS_KEY: 'local',
    // Each process would say at length that the SDK's versions of next year want a newer Node.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

export interface SystemParts {
  config: LocalConfig;
  cloud: CloudReady;
  redisUrl: string;
  models: Models;
  modelsDir: string;
}

/** What gateway, scaler and recognizers share. */
function appEnv({ config, cloud, redisUrl, models, modelsDir }: SystemParts): NodeJS.ProcessEnv {
  return {
    // From Node 22 on a worker loads its code in two thirds of the time from the second start on; older ones ignore it.
    NODE_COMPILE_CACHE: join(config.home, 'compile-cache'),
    ...localCloudEnv(config.env),
    AWS_ENDPOINT_URL: cloud.endpoint,
    FACEFLEET_QUEUE_URL: cloud.queueUrl,
    FACEFLEET_DEAD_LETTER_QUEUE_URL: cloud.deadLetterQueueUrl,
    FACEFLEET_WEBHOOK_QUEUE_URL: cloud.webhookQueueUrl,
    FACEFLEET_BULK_QUEUE_URL: cloud.bulkQueueUrl,
    FACEFLEET_BULK_DEAD_LETTER_QUEUE_URL: cloud.bulkDeadLetterQueueUrl,
    FACEFLEET_IMAGES_BUCKET: cloud.buckets.images,
    FACEFLEET_RESULTS_BUCKET: cloud.buckets.results,
    FACEFLEET_GALLERIES_BUCKET: cloud.buckets.galleries,
    FACEFLEET_MODELS_DIR: modelsDir,
    FACEFLEET_MODEL: models.defaultModel,
    REDIS_URL: redisUrl,
  };
}

/** @param keySha256 hex SHA-256 of the admin's key */
export function gatewayEnv(parts: SystemParts, port: number, keySha256: string): NodeJS.ProcessEnv {
  return {
    FACEFLEET_COURSE_API: 'on', // needs no key; nobody else reaches 127.0.0.1
    FACEFLEET_WEBHOOK_INSECURE: 'on', // receivers are programs on this machine
    ...appEnv(parts),
    FACEFLEET_HOST: '127.0.0.1',
    FACEFLEET_PORT: String(port),
    FACEFLEET_ADMIN_KEY_SHA256: keySha256,
  };
}

/** The recognizers inherit it from the scaler. */
export function scalerEnv(parts: SystemParts, port: number): NodeJS.ProcessEnv {
  const { config } = parts;
  return {
    FACEFLEET_MIN_WORKERS: '0',
    FACEFLEET_SLOTS: String(config.slots),
    // Here a worker costs no money and starts in a second: all cores for any burst, and back to none soon.
    FACEFLEET_DEADLINE_S: '2',
    FACEFLEET_IDLE_S: '15',
    FACEFLEET_LATE_COST_S: '1', // more, and the last worker would be kept for those who come after a pause
    FACEFLEET_RECEIVE_WAIT_S: '2',
    ...appEnv(parts),
    FACEFLEET_FLEET: 'process',
    FACEFLEET_RECOGNIZER_ENTRY: builtApp('recognizer'),
    FACEFLEET_MAX_WORKERS: String(config.maxWorkers),
    FACEFLEET_SCALER_PORT: String(port),
    FACEFLEET_HEALTH_PORT: '0',
  };
}
