import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { PROJECT } from './system';

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Our own surroundings are not to matter; empty variables count as absent. */
const NOWHERE = { FACEFLEET_URL: '', FACEFLEET_KEY: '', FACEFLEET_HOME: '' };

/**
 * Runs `npx facefleet` as one would in a shell, with pipes where a terminal would be.
 * @param options.interrupted when somebody presses Ctrl-C
 */
export async function runCli(
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; interrupted?: Promise<unknown> } = {},
): Promise<CliRun> {
  const child = spawn(process.execPath, [join(PROJECT, 'apps/cli/facefleet.mjs'), ...args], {
    cwd: options.cwd ?? PROJECT,
    env: { ...process.env, ...NOWHERE, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  void options.interrupted?.then(() => child.kill('SIGINT'));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}
