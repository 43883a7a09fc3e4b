import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoFaces } from '../support/demo-faces';
import { PROJECT } from '../support/system';

const PEOPLE = 4;
const TAKES = 4;

/** Both tools as they are called, with the models and photographs that an install brings along. */
describe('the accuracy tools', () => {
  let scratch: string;
  let people: string;
  let models: string[];

  const run = (script: string, args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', join(PROJECT, script), ...args], {
      cwd: PROJECT,
    });
  const json = async (file: string) => JSON.parse(await readFile(join(scratch, file), 'utf8')) as unknown;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'facefleet-accuracy-'));
    people = join(scratch, 'people');
    const modelsDir = join(scratch, 'models');
    models = ['--models', 'builtin', '--models-dir', modelsDir];
    await run('models/src/main.ts', ['--mode', 'builtin', '--dir', modelsDir]);
    for (const { person, photos } of (await demoFaces()).slice(0, PEOPLE)) {
      await mkdir(join(people, person), { recursive: true });
      for (const [take, photo] of photos.slice(0, TAKES).entries())
        await writeFile(join(people, person, `${person}_000${take + 1}.jpg`), photo);
    }
    const wall = sharp({ create: { width: 250, height: 250, channels: 3, background: '#887766' } });
    await wall.jpeg().toFile(join(scratch, 'wall.jpg'));
    await writeFile(join(scratch, 'broken.jpg'), 'no image');
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it('measures pairs, with failures to detect among the wrong decisions', async () => {
    const [a, b] = ['three-left', 'three-right'];
    const pairs = [
      ...[2, 3, 4].flatMap((n) => [
        `people/${a}/${a}_0001.jpg,people/${a}/${a}_000${n}.jpg,1`,
        `people/${a}/${a}_0001.jpg,people/${b}/${b}_000${n}.jpg,0`,
      ]),
      `people/${a}/${a}_0001.jpg,wall.jpg,1`,
      'broken.jpg,wall.jpg,0',
    ];
    await writeFile(join(scratch, 'pairs.csv'), ['a,b,same', ...pairs].join('\n'));
    const { stdout } = await run('test/accuracy/bench.ts', [
      ...['--pairs', join(scratch, 'pairs.csv'), '--images', scratch, ...models],
      ...['--json', join(scratch, 'bench.json'), '--roc', join(scratch, 'roc.svg'), '--flip'],
    ]);
    const positive = expect.toSatisfy((ms: number) => ms > 0) as number;
    expect(await json('bench.json')).toMatchObject({
      pairs: 8,
      failedToDetect: 2,
      failedPairs: 2,
      // Three of four folds have a right and a right decision, the last one two wrong ones.
      accuracy: 0.75,
      deviation: 0.5,
      auc: 0.75,
      eer: expect.any(Number) as number,
      tarAtFmr: { '0.01': 0.75, '0.001': 0.75 },
      msPerStage: { decode: positive, detect: positive, embed: positive },
      failed: expect.arrayContaining([
        { image: 'wall.jpg', reason: 'no-face' },
        { image: 'broken.jpg', reason: 'image-type-unsupported' },
      ]) as unknown,
    });
    expect(stdout).toContain('wrong decisions in the accuracy');
    expect(await readFile(join(scratch, 'roc.svg'), 'utf8')).toContain('<svg');
  });

  it("measures LFW's pairs.txt, and who is who in a folder of people", async () => {
    const [a, b] = ['five-front', 'three-right'];
    const fold = [`${a}\t1\t2`, `${b}\t1\t3`, `${a}\t1\t${b}\t1`, `${b}\t2\t${a}\t4`];
    await writeFile(join(scratch, 'pairs.txt'), ['2\t2', ...fold, ...fold].join('\n'));
    await run('test/accuracy/bench.ts', [
      ...['--pairs', join(scratch, 'pairs.txt'), '--images', people, '--people', people, ...models],
      ...['--json', join(scratch, 'lfw.json')],
    ]);
    expect(await json('lfw.json')).toMatchObject({
      pairs: 8,
      accuracy: 1,
      failedToDetect: 0,
      identification: {
        people: PEOPLE,
        enrolledFaces: 3 * PEOPLE,
        knownSearches: PEOPLE,
        rank1: 1,
        strangerSearches: PEOPLE * TAKES,
      },
    });
  });

  it('says which images are not there before it begins', async () => {
    await writeFile(join(scratch, 'missing.csv'), 'a.jpg,wall.jpg,1\n');
    const call = run('test/accuracy/bench.ts', [
      ...['--pairs', join(scratch, 'missing.csv'), '--images', scratch, ...models],
    ]);
    await expect(call).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `1 of 2 images are not there, e.g. ${join(scratch, 'a.jpg')}`,
      ) as string,
    });
  });

  it('gets models that are not installed, and says how where it cannot', async () => {
    const modelsDir = join(scratch, 'fresh');
    const bench = (models: string, from: string) =>
      promisify(execFile)(
        process.execPath,
        [
          ...['--import', 'tsx', join(PROJECT, 'test/accuracy/bench.ts')],
          ...['--people', people, '--models', models, '--models-dir', modelsDir],
        ],
        { cwd: PROJECT, env: { ...process.env, FACEFLEET_MODELS_FROM: from } },
      );
    await expect(bench('best', scratch)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no model set "best"') as string,
    });
    expect((await bench('builtin', scratch)).stdout).toContain('builtin models (dlib-resnet-flip)');
  });

  it('calibrates, and says what the table was made from', async () => {
    const { stdout } = await run('test/accuracy/calibrate.ts', [
      ...['--people', people, '--people', people, ...models, '--json', join(scratch, 'calibration.json')],
    ]);
    const { model, calibration } = (await json('calibration.json')) as {
      model: string;
      calibration: Record<string, unknown> & { table: unknown[] };
    };
    expect(model).toBe('dlib-resnet-flip');
    // Folders are kept apart: twice 4 people with 4 photographs each.
    expect(calibration).toMatchObject({
      madeFrom: ['people', 'people'],
      people: 2 * PEOPLE,
      failedToDetect: 0,
      genuinePairs: 2 * 4 * 6,
      impostorPairs: 2 * 6 * 16,
      pairsOfPeople: 2 * 6,
    });
    expect(calibration.table.length).toBeGreaterThan(5);
    expect(stdout).toContain('Only 12 pairs of people');
  });
});
