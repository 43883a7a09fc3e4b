import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AskedChild } from '../../support/asked-child';
import { PROJECT } from '../../support/system';
import type { PeerQuestion, PeerSettings, PortraitsRun } from './messages';

/** Its own packages with their own lock file: what we compare with is no dependency of the project. */
const PACKAGES = join(PROJECT, 'test/bench/peers');
const INSTALLED = join(PACKAGES, 'node_modules/.installed-lock');

export type Peer = AskedChild<PeerQuestion, PortraitsRun>;

/** @returns ready to be asked, or why it could not be had */
export async function startPeer(): Promise<Peer | { skipped: string }> {
  try {
    await install();
    const settings: PeerSettings = { packagesDir: PACKAGES };
    return await AskedChild.start('test/bench/pipeline/peer.child.ts', settings);
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    return { skipped: why ?? '' };
  }
}

/** Once for each version of the lock file. */
async function install(): Promise<void> {
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
