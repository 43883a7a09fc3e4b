import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../support/system';
import { buildContext, buildSteps } from './dockerfile';

/** As `--build-arg MODELS=builtin`: a machine without the other set's sources can make it. */
const MODELS = 'builtin';
const NEVER_COPIED = /\/(node_modules|dist)(\/|$)/;

export interface Images {
  /** Each target's files are in a folder of its name. */
  folder: string;
  sizes: { name: string; files: number; megabytes: number }[];
}

/** Runs each `RUN` of the stage `build`, as it stands there, on what `COPY . .` would bring. */
export async function buildImages(folder: string, say: (line: string) => void): Promise<Images> {
  const [source, out] = [join(folder, 'src'), join(folder, 'out')];
  await mkdir(source);
  await chmod(folder, 0o755); // another user is to start what is in it
  for (const path of await buildContext())
    await cp(join(PROJECT, path), join(source, path), {
      recursive: true,
      filter: (from) => !NEVER_COPIED.test(from.slice(PROJECT.length)),
    });
  for (const step of await buildSteps()) {
    const startedAtMs = performance.now();
    await run(step.replaceAll('/out/', `${out}/`), source);
    say(`${((performance.now() - startedAtMs) / 1_000).toFixed(0).padStart(4)} s  ${step}`);
  }
  const names = await readdir(out);
  const sizes = await Promise.all(names.map(async (name) => ({ name, ...(await sizeOf(join(out, name))) })));
  return { folder: out, sizes };
}

async function run(command: string, cwd: string): Promise<void> {
  const env = { ...process.env, MODELS, npm_config_prefer_offline: 'true' };
  const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
}

async function sizeOf(folder: string): Promise<{ files: number; megabytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const { parentPath, name } of files) bytes += (await stat(join(parentPath, name))).size;
  return { files: files.length, megabytes: bytes / 1e6 };
}
