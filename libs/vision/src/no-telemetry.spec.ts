import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeModels, type TestModels } from './models.fixture';

let models: TestModels;
let folder: string;
beforeAll(async () => {
  models = await makeModels('builtin');
  folder = await mkdtemp(join(tmpdir(), 'facefleet-telemetry-'));
}, 120_000);
afterAll(async () => {
  await models?.remove();
  await rm(folder, { recursive: true, force: true });
});

it('analyses without ONNX Runtime starting its telemetry, which would leave its files', async () => {
  // Without what these tests set, and a cache of tsx, which would be found there.
  const clean = {
    ...process.env,
    ORT_DISABLE_TELEMETRY: undefined,
    TMPDIR: folder,
    HOME: folder,
    XDG_CACHE_HOME: folder,
    TSX_DISABLE_CACHE: '1',
  };
  const program = ['--import', 'tsx', join(__dirname, 'pooled-analysis.fixture.ts'), models.modelsDir];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env: clean });
  expect(stdout).toBe('1');
  expect((await readdir(folder)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
});
