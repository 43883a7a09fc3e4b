import { awsConfig, webhookQueueConfig } from '@facefleet/aws';
import { redisConfig } from '@facefleet/cache';
import { galleryConfig } from '@facefleet/gallery';
import { envInt, loadConfig, logConfig } from '@facefleet/platform';
import { retentionConfig } from '@facefleet/privacy';
import { telemetryConfig } from '@facefleet/telemetry';
import { hostname } from 'node:os';
import { z } from 'zod';

const RecognizerConfig = z.object({
  ...awsConfig,
  ...webhookQueueConfig,
  ...redisConfig,
  ...galleryConfig,
  ...retentionConfig,
  ...logConfig,
  ...telemetryConfig,
  /** Names this worker in logs, heartbeats and to the scaler. */
  FACEFLEET_WORKER_ID: z.string().default(() => `${hostname()}-${process.pid}`),
  /** Folder with the ONNX files. */
  FACEFLEET_MODELS_DIR: z.string().min(1),
  /** Model to have ready before the first message; others are loaded when a gallery needs them. */
  FACEFLEET_MODEL: z.string().min(1),
  /** Images analysed at the same time, one thread each. */
  FACEFLEET_SLOTS: envInt(1, 256).default(1),
  /** How long one receive waits for a message; a drain takes up to so long. */
  FACEFLEET_RECEIVE_WAIT_S: envInt(1, 20).default(5),
  /** Of images that clients put into the store themselves. */
  FACEFLEET_MAX_IMAGE_BYTES: envInt(1_000, 1e9).default(20_000_000),
  FACEFLEET_MAX_IMAGE_PIXELS: envInt(1, 1e9).default(64_000_000),
  /** On a spot instance `http://169.254.169.254`: the worker drains when EC2 takes its machine back. */
  FACEFLEET_IMDS_URL: z.url({ protocol: /^http$/ }).optional(),
  /** 0 takes any free port. */
  FACEFLEET_HEALTH_PORT: envInt(0, 65_535).default(8081),
  FACEFLEET_HEALTH_HOST: z.string().default('127.0.0.1'),
});
export type RecognizerConfig = z.infer<typeof RecognizerConfig>;

export function recognizerConfig(env: NodeJS.ProcessEnv): RecognizerConfig {
  return loadConfig(RecognizerConfig, env);
}
