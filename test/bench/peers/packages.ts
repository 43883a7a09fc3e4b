import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../../support/system';

/** Its own packages with their own lock file: what we compare with is no dependency of the project. */
const PACKAGES = join(PROJECT, 'test/bench/peers');
const INSTALLED = join(PACKAGES, 'node_modules/.installed-lock');

/** Once for each version of the lock file. */
export async function installPackages(): Promise<void> {
  const lock = await readFile(join(PACKAGES, 'package-lock.json'), 'utf8');
  if (existsSync(INSTALLED) && (await readFile(INSTALLED, 'utf8')) === lock) return;
  console.log('Installing what we compare with (npm ci in test/bench/peers) ...');
  await promisify(execFile)('npm', [
    'ci',
    '--prefix',
    PACKAGES,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
  await writeFile(INSTALLED, lock);
}

/** Why something could not be had, as one line. */
export function reasonOf(error: unknown): string {
  const [why] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  return why ?? '';
}
