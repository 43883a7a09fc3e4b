import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { manifest } from '@facefleet/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MUTATIONS } from './fuzz/mutations';
import { runFuzz } from './fuzz/run';
import { PROJECT } from './support/system';

const IMAGES = 18 * MUTATIONS.length;
/** From the whole length of a run, so that every kind of mutation and every base image is among them. */
const STEP = 2 * MUTATIONS.length + 1;
const unwatched = { begin() {}, at() {}, end() {} };

/** A short run of `npm run fuzz`. */
describe('spoilt images', () => {
  let scratch: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'facefleet-fuzz-'));
    const tool = ['--import', 'tsx', join(PROJECT, 'models/src/main.ts')];
    const options = ['--mode', 'builtin', '--dir', join(scratch, 'models')];
    await promisify(execFile)(process.execPath, [...tool, ...options], { cwd: PROJECT });
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it('end in a result or a known code, and good ones among them are answered all the while', async () => {
    const { outcomes } = await runFuzz(
      {
        seed: 7,
        indices: Array.from({ length: IMAGES }, (_, i) => i * STEP),
        judge: { modelsDir: join(scratch, 'models'), model: manifest.sets.builtin.embedder },
        findingsDir: join(scratch, 'findings'),
      },
      unwatched,
    );
    expect(outcomes).toHaveLength(IMAGES);
    const ends = outcomes.flatMap(({ index, gateway, pipeline }) => [
      { index, ...gateway },
      { index, ...pipeline },
    ]);
    expect(ends.filter(({ kind }) => kind === 'broken')).toEqual([]);
    const unspoilt = outcomes.filter(({ mutation }) => mutation === 'none');
    expect(unspoilt.length).toBeGreaterThan(5);
    for (const { base, gateway, pipeline } of unspoilt) {
      expect(gateway, base).toMatchObject({ kind: 'result' });
      expect(pipeline, base).toEqual({ kind: 'result', faces: 1 });
    }
  });
});
