import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROJECT = join(__dirname, '../../..');
const SHARED_MODELS = join(PROJECT, '../shared/models');

/** The built-in set can be made anywhere; what the recommended one is made from stands beside the checkout, or does not. */
export const canMake = {
  builtin: true,
  recommended: existsSync(SHARED_MODELS),
};

export interface TestModels {
  modelsDir: string;
  remove(): Promise<void>;
}

/** A folder with real models, made as a user makes them: `npm run models`. */
export async function makeModels(set: keyof typeof canMake): Promise<TestModels> {
  const modelsDir = await mkdtemp(join(tmpdir(), 'facefleet-vision-models-'));
  await installModels(set, modelsDir, SHARED_MODELS);
  return { modelsDir, remove: () => rm(modelsDir, { recursive: true, force: true }) };
}

/** `npm run models`, with the sources that it needs in a folder. */
export async function installModels(set: string, modelsDir: string, from: string): Promise<void> {
  const tool = ['--import', 'tsx', join(PROJECT, 'models/src/main.ts')];
  const options = ['--mode', set, '--from', from, '--dir', modelsDir, '--json'];
  await promisify(execFile)(process.execPath, [...tool, ...options], { cwd: PROJECT });
}
