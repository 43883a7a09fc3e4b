import { FaceQuality } from '@facefleet/contracts';
import { join } from 'node:path';
import 'reflect-metadata';
import { ExpectedError } from '@facefleet/platform';
import { DEFAULT_MAX_IMAGE_PIXELS, FaceAnalyser, type ImageAnalysis, VisionModule } from '@facefleet/vision';
import { NestFactory } from '@nestjs/core';
import { checkImage } from '../../apps/gateway/src/uploads/image-check';
import { answerQuestions, childSettings } from '../support/asked-child';
import { PROJECT } from '../support/system';
import { type Ending, type JudgeSettings, KNOWN_CODES, type Verdict } from './verdict';

const WORKER_FILE = join(PROJECT, 'dist/libs/vision/src/analysis.worker.js');
const MAX_FACES = 10;

/** The gateway's check and the recognizer's worker thread, as they are in production. */
answerQuestions(async () => {
  const { modelsDir, model } = childSettings<JudgeSettings>();
  const vision = VisionModule.forRoot({ modelsDir, slots: 1, workerFile: WORKER_FILE });
  const analyser = (await NestFactory.createApplicationContext(vision, { logger: false })).get(FaceAnalyser);
  await analyser.warmUp(model);

  return async (image: Uint8Array): Promise<Verdict> => {
    const before = process.cpuUsage();
    const gateway = await endingOf(() => {
      checkImage({ buffer: Buffer.from(image), originalname: 'fuzz' }, 'image', DEFAULT_MAX_IMAGE_PIXELS);
      return 0;
    });
    const pipeline = await endingOf(async () => {
      const analysis = await analyser.analyse(image, { model, maxFaces: MAX_FACES });
      const flaw = flawOf(analysis);
      if (flaw !== undefined) throw new Error(flaw);
      return analysis.faces.length;
    });
    const { user, system } = process.cpuUsage(before);
    return { gateway, pipeline, cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() };
  };
});

async function endingOf(judge: () => number | Promise<number>): Promise<Ending> {
  try {
    return { kind: 'result', faces: await judge() };
  } catch (error) {
    if (error instanceof ExpectedError && KNOWN_CODES.includes(error.code))
      return { kind: 'refused', code: error.code };
    return { kind: 'broken', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** What is wrong with a result; undefined for a sound one. */
function flawOf({ width, height, faces }: ImageAnalysis): string | undefined {
  if (!(width > 0 && height > 0)) return `An image of ${width} x ${height} pixels`;
  for (const { box, landmarks, detectionScore, quality, embedding } of faces) {
    const numbers = [
      detectionScore,
      ...Object.values(box),
      ...Object.values(landmarks).flatMap(({ x, y }) => [x, y]),
    ];
    if (!numbers.every(Number.isFinite))
      return `A face of ${JSON.stringify({ box, landmarks, detectionScore })}`;
    if (!FaceQuality.safeParse(quality).success) return `A quality of ${JSON.stringify(quality)}`;
    const tolerance = 1e-6 * (width + height);
    const isInside =
      box.x >= 0 &&
      box.y >= 0 &&
      box.x + box.width <= width + tolerance &&
      box.y + box.height <= height + tolerance;
    if (!isInside) return `A box outside of ${width} x ${height} pixels: ${JSON.stringify(box)}`;
    if (embedding.length === 0 || !embedding.every(Number.isFinite)) return 'An embedding that is no vector';
  }
  return undefined;
}
