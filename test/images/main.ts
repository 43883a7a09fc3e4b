import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../support/tool';
import { buildImages } from './build';
import { tryImages } from './try';

const USAGE = `npm run test:images
  Runs what docker/Dockerfile runs, in a clean folder and without a container engine, starts what comes of it as
  compose.yaml would (another user, nothing writable but /tmp), asks it something, and says how large it is.`;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'facefleet-images-'));
  try {
    const images = await buildImages(folder, (line) => console.log(line));
    for (const { name, files, megabytes } of images.sizes)
      console.log(`${name.padEnd(12)} ${megabytes.toFixed(1).padStart(6)} MB in ${files} files`);
    await tryImages(images, (line) => console.log(line));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

runTool((argv) => (argv.length > 0 ? 'help' : {}), USAGE, main);
