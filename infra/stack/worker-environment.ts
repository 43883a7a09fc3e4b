import type { Construct } from 'constructs';
import { appEnvironment } from './app-environment';
import { MODELS_DIR } from './images';
import type { Parts } from './parts';
import { TEMPORARY_FOLDER } from './worker-boot';

/** Of a recognizer, without what only its machine knows: its id, and the URL of Redis with the password. */
export function workerEnvironment(scope: Construct, parts: Parts): Record<string, string> {
  const { settings, queues } = parts;
  return {
    ...appEnvironment(scope, parts),
    FACEFLEET_WEBHOOK_QUEUE_URL: queues.webhooks.queueUrl,
    FACEFLEET_SLOTS: String(settings.workers.slots),
    FACEFLEET_MODELS_DIR: MODELS_DIR,
    FACEFLEET_MODEL: settings.model,
    FACEFLEET_RETENTION: settings.retention,
    FACEFLEET_IMDS_URL: 'http://169.254.169.254',
    TMPDIR: TEMPORARY_FOLDER,
  };
}
