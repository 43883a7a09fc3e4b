import { awsConfig } from '@facefleet/aws';
import { redisConfig } from '@facefleet/cache';
import { ConfigError, envInt, loadConfig, logConfig } from '@facefleet/platform';
import type { ScalingPolicy } from '@facefleet/scaling';
import { z } from 'zod';

const Settings = z.object({
  ...awsConfig,
  ...redisConfig,
  ...logConfig,
  /** For health checks, on 127.0.0.1; 0 takes any free port. */
  FACEFLEET_SCALER_PORT: envInt(0, 65_535).default(8082),
  /** Where workers come from: `process` starts them as processes on this machine. */
  FACEFLEET_FLEET: z.enum(['process']).default('process'),
  /** The recognizer's main file, which a worker process runs. */
  FACEFLEET_RECOGNIZER_ENTRY: z.string().min(1),
  /** Images one worker analyses at the same time; handed on to the workers. */
  FACEFLEET_SLOTS: envInt(1, 256).default(1),
  FACEFLEET_MIN_WORKERS: envInt(0, 10_000).default(0),
  FACEFLEET_MAX_WORKERS: envInt(1, 10_000).default(2),
  /** Pause between two looks at the queue, which is what a first message waits for at most before a worker starts. */
  FACEFLEET_TICK_MS: envInt(50, 60_000).default(500),
  FACEFLEET_IDLE_S: envInt(0, 86_400).default(60),
  FACEFLEET_DEADLINE_S: envInt(1, 86_400).default(60),
  /** First guesses; measured times take their place as soon as there are some. */
  FACEFLEET_SERVICE_TIME_MS: envInt(1, 3_600_000).default(200),
  FACEFLEET_BOOT_S: envInt(0, 3_600).default(3),
});

export type ScalerConfig = z.infer<typeof Settings> & {
  /** What worker processes are given of our own environment: they need the same queue, buckets and Redis. */
  workerEnv: NodeJS.ProcessEnv;
};

/** Injection token of the one `ScalerConfig`. */
export const SCALER_CONFIG = Symbol('scaler config');

/** @throws ConfigError */
export function scalerConfig(env: NodeJS.ProcessEnv): ScalerConfig {
  const settings = loadConfig(Settings, env);
  if (settings.FACEFLEET_MIN_WORKERS > settings.FACEFLEET_MAX_WORKERS) {
    throw new ConfigError('FACEFLEET_MIN_WORKERS is greater than FACEFLEET_MAX_WORKERS');
  }
  return { ...settings, workerEnv: env };
}

/** A queue's counts settle slowly: one look is no proof that it is empty. */
const EMPTY_PROOFS = 3;
/** Ten heartbeats. */
const SILENT_AFTER_S = 10;

export function scalingPolicy(config: ScalerConfig): ScalingPolicy {
  return {
    minWorkers: config.FACEFLEET_MIN_WORKERS,
    maxWorkers: config.FACEFLEET_MAX_WORKERS,
    slots: config.FACEFLEET_SLOTS,
    deadlineS: config.FACEFLEET_DEADLINE_S,
    idleS: config.FACEFLEET_IDLE_S,
    emptyProofs: EMPTY_PROOFS,
    silentAfterS: SILENT_AFTER_S,
    serviceTimeMs: config.FACEFLEET_SERVICE_TIME_MS,
    bootS: config.FACEFLEET_BOOT_S,
  };
}
