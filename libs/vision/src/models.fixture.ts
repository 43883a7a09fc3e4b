import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ModelSetName } from '@facefleet/models';

const PROJECT = join(__dirname, '../../..');
const SHARED_MODELS = join(PROJECT, '../shared/models');

/** The built-in set can be made anywhere; what the recommended one is made from stands beside the checkout, or does not. */
export const canMake: Record<ModelSetName, boolean> = {
  builtin: true,
  recommended: existsSync(SHARED_MODELS),
};

export interface TestModels {
  modelsDir: string;
  remove(): Promise<void>;
}

/** A folder with real models, made as a user makes them: `npm run models`. */
export async function makeModels(set: ModelSetName): Promise<TestModels> {
  const modelsDir = await mkdtemp(join(tmpdir(), 'facefleet-vision-models-'));
  const tool = ['--import', 'tsx', join(PROJECT, 'models/src/main.ts')];
  const options = ['--mode', set, '--from', SHARED_MODELS, '--dir', modelsDir, '--json'];
  await promisify(execFile)(process.execPath, [...tool, ...options], { cwd: PROJECT });
  return { modelsDir, remove: () => rm(modelsDir, { recursive: true, force: true }) };
}
