#!/usr/bin/env node
/** `npx facefleet`: what `npm run build` made of apps/cli. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = join(dirname(fileURLToPath(import.meta.url)), '../../dist/apps/cli/src/main.js');
if (existsSync(built)) await import(built);
else {
  console.error('not-built: Facefleet is not built yet. Run `npm run build` first.');
  process.exitCode = 1;
}
