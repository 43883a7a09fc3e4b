import { readFile } from 'node:fs/promises';
import 'reflect-metadata';
import { ModelCatalogue, modelPath } from '@facefleet/models';
import { DEFAULT_MAX_IMAGE_PIXELS, FacePipeline, type Photo, type Picture } from '@facefleet/vision';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { answerQuestions, childSettings } from '../../support/asked-child';
import {
  type BatchRuns,
  type OursQuestion,
  type OursSettings,
  type PhotographRuns,
  type PortraitsRun,
} from './messages';
import { costOf, cpuNowMs } from './samples';

const { modelsDir, model } = childSettings<OursSettings>();
const options = { modelsDir, maxImagePixels: DEFAULT_MAX_IMAGE_PIXELS };
const ALL_FACES = { model, maxFaces: 100 };
const ONE_FACE = { model, maxFaces: 1 };
/** Inferences in one measurement of a batch size [faces]. */
const FACES_PER_ROUND = 32;

/** What most programs do: decode everything, then look. */
class WholeImagePipeline extends FacePipeline {
  protected override overviewOf(photo: Photo): Promise<Picture> {
    return photo.read(1);
  }
}

const byWall = new FacePipeline(options);
const byCpu = new FacePipeline(options, cpuNowMs);
const whole = new WholeImagePipeline(options);

async function photograph(path: string, runs: number): Promise<PhotographRuns> {
  const bytes = await readFile(path);
  const { faces } = await byWall.analyse(bytes, ALL_FACES);
  await decodeWhole(bytes);
  await whole.analyse(bytes, ALL_FACES);
  const result: PhotographRuns = {
    faces: faces.length,
    stages: { decode: [], detect: [], embed: [], all: [] },
    wholeDecode: [],
    wholePipeline: [],
  };
  for (let run = 0; run < runs; run++) {
    const { timings: wall } = await byWall.analyse(bytes, ALL_FACES);
    const all = await costOf(async () => {
      const { timings: cpu } = await byCpu.analyse(bytes, ALL_FACES);
      for (const stage of ['decode', 'detect', 'embed'] as const)
        result.stages[stage].push({ cpuMs: cpu[`${stage}Ms`], wallMs: wall[`${stage}Ms`] });
    });
    result.stages.all.push(all);
    result.wholeDecode.push(await costOf(() => decodeWhole(bytes)));
    result.wholePipeline.push(await costOf(() => whole.analyse(bytes, ALL_FACES)));
  }
  return result;
}

/** With the process's settings, which are the pipeline's: one thread, no cache. */
function decodeWhole(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).autoOrient().flatten().toColourspace('srgb').raw().toBuffer();
}

async function portraits(paths: string[]): Promise<PortraitsRun> {
  const images = await Promise.all(paths.map((path) => readFile(path)));
  let faces = 0;
  const cost = await costOf(async () => {
    for (const image of images) faces += (await byWall.analyse(image, ONE_FACE)).faces.length;
  });
  return { ...cost, faces };
}

/** The embedding network alone, on noise: what it computes does not depend on what it sees. */
async function batches(sizes: number[], rounds: number): Promise<BatchRuns> {
  const embedder = ModelCatalogue.read(modelsDir).embedder(model)!;
  const session = await InferenceSession.create(modelPath(modelsDir, embedder.network), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const { size: side } = embedder.input;
  const cpuMs: BatchRuns = {};
  const infer = async (size: number) => {
    const values = Float32Array.from({ length: size * 3 * side * side }, (_, i) => i % 256);
    const input = { [session.inputNames[0] as string]: new Tensor('float32', values, [size, 3, side, side]) };
    const { cpuMs } = await costOf(async () => {
      for (let done = 0; done < FACES_PER_ROUND; done += size) await session.run(input);
    });
    return cpuMs / FACES_PER_ROUND;
  };
  for (const size of sizes) await infer(size); // warm
  for (let round = 0; round < rounds; round++)
    for (const size of sizes) (cpuMs[size] ??= []).push(await infer(size));
  return cpuMs;
}

answerQuestions(async () => {
  for (const pipeline of [byWall, byCpu, whole]) await pipeline.warmUp(model);
  return (question: OursQuestion): Promise<PhotographRuns | PortraitsRun | BatchRuns> => {
    switch (question.kind) {
      case 'photograph':
        return photograph(question.path, question.runs);
      case 'portraits':
        return portraits(question.paths);
      case 'batches':
        return batches(question.sizes, question.rounds);
    }
  };
});
