import { Facefleet } from '@facefleet/client';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CliError } from './failure';

export interface ConnectionOptions {
  url?: string;
  key?: string;
}

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** `--url` and `--key`, else FACEFLEET_URL and FACEFLEET_KEY, else what `npm start` on this machine wrote down. */
export function connect(options: ConnectionOptions, surroundings: Surroundings): Facefleet {
  const { env } = surroundings;
  const given = {
    url: options.url ?? nonEmpty(env.FACEFLEET_URL),
    key: options.key ?? nonEmpty(env.FACEFLEET_KEY),
  };
  if (given.url !== undefined) return clientOf(given.url, given.key);
  const local = localState(surroundings);
  if (local === undefined) {
    throw new CliError(
      'url-missing',
      'Say where the gateway is, with --url or FACEFLEET_URL, or start one here with `npm start`.',
    );
  }
  return clientOf(local.url, given.key ?? local.adminKey);
}

/** The key of this machine's system is sent to nobody else: it comes with its own URL only. */
function clientOf(url: string, key: string | undefined): Facefleet {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CliError('url-invalid', 'The URL of the gateway begins with http:// or https://.');
  }
  return new Facefleet({ url, key });
}

/** `<home>/local.json`, of FACEFLEET_HOME, or of the nearest folder upwards that has one. */
function localState({ env, cwd }: Surroundings): { url: string; adminKey: string } | undefined {
  const home = nonEmpty(env.FACEFLEET_HOME);
  const path =
    home === undefined ? nearestUp(cwd, '.facefleet/local.json') : join(resolve(cwd, home), 'local.json');
  if (path === undefined || !existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as { url: string; adminKey: string };
}

function nearestUp(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestUp(parent, name);
}

/** An empty variable counts as absent. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
