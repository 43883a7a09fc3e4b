import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { envInt, loadConfig, logConfig } from '@facefleet/platform';
import { z } from 'zod';

const Settings = z.object({
  ...logConfig,
  /** Where clients reach the gateway, on 127.0.0.1; 0 takes any free port. */
  FACEFLEET_PORT: envInt(0, 65_535).default(3000),
  /** Everything that outlives a run: models, objects, the admin's key. */
  FACEFLEET_HOME: z.string().default('.facefleet'),
  /** A set of models, or `auto`: the recommended one where it can be had, else the built-in one. */
  FACEFLEET_MODELS: z.string().default('auto'),
  /** Folder or URL to get the recommended models from. */
  FACEFLEET_MODELS_FROM: z.string().optional(),
  FACEFLEET_MAX_WORKERS: envInt(1, 1_000).optional(),
  /** `auto`: REDIS_URL, else `redis-server` from the PATH, else the stand-in. */
  FACEFLEET_REDIS: z.enum(['auto', 'server', 'standin']).default('auto'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
});

export interface LocalConfig {
  port: number;
  home: string;
  models: { mode: string; from?: string };
  redis: { mode: 'auto' | 'server' | 'standin'; url?: string };
  maxWorkers: number;
  /** Images that one worker analyses at the same time, so that all workers together fill the cores. */
  slots: number;
  /** What the parts inherit. */
  env: NodeJS.ProcessEnv;
}

/** @throws ConfigError naming each wrong variable */
export function localConfig(env: NodeJS.ProcessEnv, cores = availableParallelism()): LocalConfig {
  const settings = loadConfig(Settings, env);
  const maxWorkers = settings.FACEFLEET_MAX_WORKERS ?? Math.max(2, Math.floor(cores / 2));
  return {
    port: settings.FACEFLEET_PORT,
    home: resolve(settings.FACEFLEET_HOME),
    models: { mode: settings.FACEFLEET_MODELS, from: placeOf(settings.FACEFLEET_MODELS_FROM) },
    redis: { mode: settings.FACEFLEET_REDIS, url: settings.REDIS_URL },
    maxWorkers,
    slots: Math.max(1, Math.floor(cores / maxWorkers)),
    env,
  };
}

/** A folder is meant from here, not from wherever the part that reads it runs. */
function placeOf(from: string | undefined): string | undefined {
  return from === undefined || /^https?:\/\//i.test(from) ? from : resolve(from);
}
