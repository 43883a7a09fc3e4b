import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Settings } from './settings';

/**
 * @param file JSON; undefined: everything as it comes
 * @throws Error that names what is wrong
 */
export function readSettings(file: string | undefined): Settings {
  const given: unknown = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(`Wrong settings in ${file ?? 'the defaults'}:\n${z.prettifyError(parsed.error)}`);
}

/** Images carry the release's number unless the settings say otherwise. */
export function release(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
