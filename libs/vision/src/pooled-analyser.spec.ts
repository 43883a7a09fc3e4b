import { join } from 'node:path';
import { manifest } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FaceAnalyser } from './analyser';
import { makeModels, type TestModels } from './models.fixture';
import { FACES_IN_SAMPLES, samplePhoto } from './photo.fixture';
import { FacePipeline } from './pipeline';
import { PooledFaceAnalyser } from './pooled-analyser';
import { VisionModule } from './vision.module';

const model = manifest.sets.builtin.embedder;
const workerFile = join(__dirname, 'source-worker.fixture.mjs');
const maxImagePixels = 64_000_000;

let models: TestModels;
beforeAll(async () => {
  models = await makeModels('builtin');
}, 120_000);
afterAll(() => models.remove());

describe('PooledFaceAnalyser', { timeout: 60_000 }, () => {
  const opened: PooledFaceAnalyser[] = [];
  function open(slots: number, modelsDir = models.modelsDir): PooledFaceAnalyser {
    const analyser = new PooledFaceAnalyser({ modelsDir, maxImagePixels, slots, workerFile });
    opened.push(analyser);
    return analyser;
  }
  afterEach(() => Promise.all(opened.splice(0).map((analyser) => analyser.close())));

  it('gives the answers of a pipeline in this thread, for several images at once', async () => {
    const analyser = open(2);
    const here = new FacePipeline({ modelsDir: models.modelsDir, maxImagePixels });
    const numbers = [1, 2, 3] as const;
    const answers = await Promise.all(
      numbers.map(async (number) => analyser.analyse(await samplePhoto(number), { model, maxFaces: 10 })),
    );
    for (const [i, number] of numbers.entries()) {
      expect(answers[i]!.faces).toHaveLength(FACES_IN_SAMPLES[number]);
      const expected = await here.analyse(await samplePhoto(number), { model, maxFaces: 10 });
      expect(answers[i]!.faces).toEqual(expected.faces);
    }
    const { faces } = await analyser.detect(await samplePhoto(3), { model, maxFaces: 10 });
    expect(faces).toEqual(answers[2]!.faces.map(({ embedding: _, ...face }) => face));
  });

  it('moves the bytes to the thread where they fill their buffer, and copies them where they do not', async () => {
    const analyser = open(1);
    const photo = await samplePhoto(1);
    const whole = new Uint8Array(photo);
    const padded = new Uint8Array(photo.length + 100);
    padded.set(photo, 50);
    const part = padded.subarray(50, 50 + photo.length);
    await analyser.analyse(whole, { model, maxFaces: 1 });
    const { faces } = await analyser.analyse(part, { model, maxFaces: 1 });
    expect(faces).toHaveLength(1);
    expect(whole).toHaveLength(0);
    expect(Buffer.compare(part, photo)).toBe(0);
  });

  it('throws expected failures as such, with their code, and goes on', async () => {
    const analyser = open(1);
    const options = { model, maxFaces: 1 };
    const failed: unknown = await analyser.analyse(Buffer.from('no image'), options).catch((e: unknown) => e);
    expect(failed).toBeInstanceOf(ExpectedError);
    expect(failed).toMatchObject({ code: 'image-type-unsupported' });
    const truncated = (await samplePhoto(1)).subarray(0, 50_000);
    await expect(analyser.analyse(truncated, options)).rejects.toMatchObject({ code: 'image-unreadable' });
    expect((await analyser.analyse(await samplePhoto(1), options)).faces).toHaveLength(1);
  });

  it('leaves this thread free while it works', async () => {
    const analyser = open(1);
    await analyser.warmUp(model);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    await analyser.analyse(await samplePhoto(5), { model, maxFaces: 10 });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(3);
  });

  it('warms every thread up, also twice', async () => {
    const analyser = open(3);
    await analyser.warmUp(model);
    await analyser.warmUp(model);
  });

  it('fails to warm up where the model is not installed, in all threads and without waiting for ever', async () => {
    const analyser = open(2, join(__dirname, 'no-such-folder'));
    await expect(analyser.warmUp(model)).rejects.toMatchObject({ code: 'gallery-model-unavailable' });
  });

  it('finishes the images at hand before it closes', async () => {
    const analyser = open(1);
    const answers = Promise.all(
      ([1, 2] as const).map(async (n) => analyser.analyse(await samplePhoto(n), { model, maxFaces: 9 })),
    );
    await analyser.warmUp(model);
    await analyser.close();
    expect((await answers).map(({ faces }) => faces.length)).toEqual([
      FACES_IN_SAMPLES[1],
      FACES_IN_SAMPLES[2],
    ]);
    await expect(analyser.analyse(await samplePhoto(1), { model, maxFaces: 1 })).rejects.toThrow();
  });
});

describe('VisionModule', { timeout: 60_000 }, () => {
  const settings = { slots: 1, workerFile };

  it('provides an analyser to every module and ends its threads at shutdown', async () => {
    @Module({ imports: [VisionModule.forRoot({ ...settings, modelsDir: models.modelsDir })] })
    class App {}
    const app = await Test.createTestingModule({ imports: [App] }).compile();
    await app.init();
    const analyser = app.get(FaceAnalyser, { strict: false });
    const { faces } = await analyser.analyse(await samplePhoto(1), { model, maxFaces: 9 });
    expect(faces).toHaveLength(FACES_IN_SAMPLES[1]);
    await app.close();
    await expect(analyser.analyse(await samplePhoto(1), { model, maxFaces: 9 })).rejects.toThrow();
  });

  it('can be configured by a factory, the limit of pixels included', async () => {
    const configured = VisionModule.forRootAsync({
      useFactory: () => Promise.resolve({ ...settings, modelsDir: models.modelsDir, maxImagePixels: 1_000 }),
    });
    const app = await Test.createTestingModule({ imports: [configured] }).compile();
    const analyser = app.get(FaceAnalyser, { strict: false });
    await expect(analyser.analyse(await samplePhoto(1), { model, maxFaces: 9 })).rejects.toMatchObject({
      code: 'image-too-many-pixels',
    });
    await app.close();
  });
});
