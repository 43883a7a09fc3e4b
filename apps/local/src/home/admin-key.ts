import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from './private-file';

/** The prefix tells people and secret scanners what it is. */
const PREFIX = 'ff_';

export interface AdminKey {
  key: string;
  /** All that the gateway learns of it: hex SHA-256. */
  sha256: string;
}

/** Made once for each home folder, and kept there. */
export function adminKey(home: string): AdminKey {
  const path = join(home, 'admin-key');
  const key = readKey(path) ?? makeKey(path);
  return { key, sha256: createHash('sha256').update(key).digest('hex') };
}

function readKey(path: string): string | undefined {
  try {
    const key = readFileSync(path, 'utf8').trim();
    return key === '' ? undefined : key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function makeKey(path: string): string {
  const key = PREFIX + randomBytes(32).toString('base64url');
  writePrivateFile(path, `${key}\n`);
  return key;
}
