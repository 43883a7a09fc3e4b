import { awsConfig } from '@facefleet/aws';
import { redisConfig } from '@facefleet/cache';
import { ConfigError, envInt, envSwitch, loadConfig, logConfig } from '@facefleet/platform';
import type { ScalingPolicy } from '@facefleet/scaling';
import { telemetryConfig } from '@facefleet/telemetry';
import { z } from 'zod';
import { type Ec2FleetSettings, ec2FleetSettings, ec2Settings } from './fleet/ec2/ec2-settings';
import type { ScalerMode } from './fleet/mutations';

const Settings = z.object({
  ...awsConfig,
  ...redisConfig,
  ...logConfig,
  ...telemetryConfig,
  /** For health checks, on 127.0.0.1; 0 takes any free port. */
  FACEFLEET_SCALER_PORT: envInt(0, 65_535).default(8082),
  /** Where workers come from: `process` starts them as processes on this machine, `ec2` buys a machine for each. */
  FACEFLEET_FLEET: z.enum(['process', 'ec2']).default('process'),
  /** `process`: the recognizer's main file, which a worker process runs. */
  FACEFLEET_RECOGNIZER_ENTRY: z.string().min(1).optional(),
  /**
   * `ec2`: what a machine is made from. It starts a recognizer whose FACEFLEET_WORKER_ID is the instance's id and whose
   * FACEFLEET_SLOTS is ours, and shuts the machine down a minute after that recognizer has ended.
   */
  FACEFLEET_LAUNCH_TEMPLATE_ID: z.string().startsWith('lt-').optional(),
  /** `ec2`: a number pins it; `$Default` is what the account calls so at each launch. */
  FACEFLEET_LAUNCH_TEMPLATE_VERSION: z
    .string()
    .regex(/^([1-9][0-9]*|\$Default|\$Latest)$/, 'use a number, $Default or $Latest')
    .default('$Default'),
  ...ec2Settings,
  /** What is decided is done (`act`), only said (`dry-run`), or said beside another autoscaler that runs the fleet (`shadow`). */
  FACEFLEET_SCALER_MODE: z.enum(['act', 'dry-run', 'shadow']).default('act'),
  /** Whether scalers of one fleet agree on a leader over Redis: on for `ec2`, and always off for `process`. */
  FACEFLEET_LEASE: envSwitch.optional(),
  /** `ec2`: value of the tag `facefleet:fleet` on the machines that are ours: scalers that share one agree on a leader. */
  FACEFLEET_FLEET_TAG: z.string().min(1).max(256).optional(),
  /** Images one worker analyses at the same time; handed on to worker processes. */
  FACEFLEET_SLOTS: envInt(1, 256).default(1),
  FACEFLEET_MIN_WORKERS: envInt(0, 10_000).default(0),
  FACEFLEET_MAX_WORKERS: envInt(1, 10_000).default(2),
  /** Pause between two looks at the queue, which is what a first message waits for at most before a worker starts. */
  FACEFLEET_TICK_MS: envInt(50, 60_000).default(500),
  /** A worker goes that would not be missed for so long; the last one when there was nothing to do for so long at least. */
  FACEFLEET_IDLE_S: envInt(0, 86_400).default(60),
  FACEFLEET_DEADLINE_S: envInt(1, 86_400).default(60),
  /** What it is worth that one answer is not late, in seconds of one worker: more buys workers sooner, and keeps the last one longer. */
  FACEFLEET_LATE_COST_S: envInt(0, 1_000_000).default(300),
  /** First guesses; measured times take their place as soon as there are some. */
  FACEFLEET_SERVICE_TIME_MS: envInt(1, 3_600_000).default(200),
  FACEFLEET_BOOT_S: envInt(0, 3_600).optional(),
});

export type FleetSettings = { kind: 'process'; recognizerEntry: string } | Ec2FleetSettings;

export type ScalerConfig = z.infer<typeof Settings> & {
  fleet: FleetSettings;
  mode: ScalerMode;
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
  const { FACEFLEET_FLEET: kind, FACEFLEET_LEASE: lease, FACEFLEET_SCALER_MODE: mode } = settings;
  if (kind === 'ec2' && lease === false) {
    throw new ConfigError(
      'FACEFLEET_LEASE=off does not go with FACEFLEET_FLEET=ec2: two scalers would both buy',
    );
  }
  if (kind === 'process' && lease === true) {
    throw new ConfigError(
      'FACEFLEET_LEASE=on does not go with FACEFLEET_FLEET=process: each scaler has its own',
    );
  }
  if (kind === 'process' && mode === 'shadow') {
    throw new ConfigError(
      'FACEFLEET_SCALER_MODE=shadow needs FACEFLEET_FLEET=ec2: nobody else runs processes',
    );
  }
  return { ...settings, fleet: fleetSettings(settings), mode, workerEnv: env };
}

/** @throws ConfigError naming what the chosen fleet needs and is not there */
function fleetSettings(settings: z.infer<typeof Settings>): FleetSettings {
  const missing: string[] = [];
  const needed = (name: OptionalSetting): string => {
    const value = settings[name];
    if (value === undefined) missing.push(name);
    return value ?? '';
  };
  const fleet = fleetOf(settings, needed);
  if (missing.length === 0) return fleet;
  throw new ConfigError(`FACEFLEET_FLEET=${fleet.kind} needs ${missing.join(' and ')}`);
}

type OptionalSetting = 'FACEFLEET_RECOGNIZER_ENTRY' | 'FACEFLEET_LAUNCH_TEMPLATE_ID' | 'FACEFLEET_FLEET_TAG';

function fleetOf(
  settings: z.infer<typeof Settings>,
  needed: (name: OptionalSetting) => string,
): FleetSettings {
  switch (settings.FACEFLEET_FLEET) {
    case 'process':
      return { kind: 'process', recognizerEntry: needed('FACEFLEET_RECOGNIZER_ENTRY') };
    case 'ec2':
      return ec2FleetSettings(
        settings,
        needed('FACEFLEET_LAUNCH_TEMPLATE_ID'),
        needed('FACEFLEET_FLEET_TAG'),
      );
  }
}

/** A queue's counts settle slowly: one look is no proof that it is empty. */
const EMPTY_PROOFS = 3;
/** A worker that is not heard of for several boot times is given up: for a machine, a process's would be far too few. */
const FIRST_BOOT_S = { process: 3, ec2: 90 };
/** What a start is billed for at least; a process costs nothing. */
const MIN_BILL_S = { process: 0, ec2: 60 };
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
    bootS: config.FACEFLEET_BOOT_S ?? FIRST_BOOT_S[config.fleet.kind],
    minBillS: MIN_BILL_S[config.fleet.kind],
    lateCostS: config.FACEFLEET_LATE_COST_S,
  };
}
