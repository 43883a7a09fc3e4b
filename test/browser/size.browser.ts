import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { PROJECT } from '../support/system';

const MAX_BYTES = 200_000;

it('is small, all pages together', async () => {
  const folder = join(PROJECT, 'dist/console/assets');
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += gzipSync(await readFile(join(folder, name))).length;
  console.log(`The console: ${(bytes / 1000).toFixed(1)} kB with gzip`);
  expect(bytes).toBeLessThan(MAX_BYTES);
});
