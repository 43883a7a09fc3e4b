import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FaceAnalyser, VisionModule } from '@facefleet/vision';
import { answerQuestions, childSettings } from '../support/asked-child';
import { PROJECT } from '../support/system';
import type { BarePipelineQuestion, BarePipelineRun, BarePipelineSettings } from './bare-pipeline';

const WORKER_FILE = join(PROJECT, 'dist/libs/vision/src/analysis.worker.js');
const MAX_FACES = 100;

const { modelsDir, model, slots } = childSettings<BarePipelineSettings>();

answerQuestions<BarePipelineQuestion, BarePipelineRun>(async () => {
  const vision = VisionModule.forRoot({ modelsDir, slots, workerFile: WORKER_FILE });
  const analyser = (await NestFactory.createApplicationContext(vision, { logger: false })).get(FaceAnalyser);
  await analyser.warmUp(model);
  return async ({ files }) => {
    const images = await Promise.all(files.map((file) => readFile(file)));
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await Promise.all(images.map((image) => analyser.analyse(image, { model, maxFaces: MAX_FACES })));
    const wallMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    return { cpuMsPerImage: (user + system) / 1000 / files.length, wallS: wallMs / 1000 };
  };
});
