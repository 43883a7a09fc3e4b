import { ExpectedError } from '@facefleet/platform';
import { workerData } from 'piscina';
import type { AnalysisOptions, ImageAnalysis, ImageDetection } from './analyser';
import { FacePipeline, type PipelineOptions } from './pipeline';

export type AnalysisTask =
  | { kind: 'analyse' | 'detect'; image: Uint8Array; options: AnalysisOptions }
  /** `arrived` counts the threads that are warm: none takes a second warm-up before all have had one. */
  | { kind: 'warm-up'; model: string; arrived: Int32Array; threads: number };

/** Structured clone strips an error of its `code`, so an expected failure travels as an answer. */
export type AnalysisAnswer =
  | { ok: true; analysis?: ImageAnalysis; detection?: ImageDetection }
  | { ok: false; code: ExpectedError['code']; message: string };

const pipeline = new FacePipeline(workerData as PipelineOptions);

export default async function run(task: AnalysisTask): Promise<AnalysisAnswer> {
  try {
    return { ok: true, ...(await outcomeOf(task)) };
  } catch (error) {
    if (error instanceof ExpectedError) return { ok: false, code: error.code, message: error.message };
    throw error;
  } finally {
    if (task.kind === 'warm-up') waitForOthers(task.arrived, task.threads);
  }
}

async function outcomeOf(
  task: AnalysisTask,
): Promise<{ analysis?: ImageAnalysis; detection?: ImageDetection }> {
  switch (task.kind) {
    case 'analyse':
      return { analysis: await pipeline.analyse(task.image, task.options) };
    case 'detect':
      return { detection: await pipeline.detect(task.image, task.options) };
    case 'warm-up':
      await pipeline.warmUp(task.model);
      return {};
  }
}

/** Blocks this thread, which has nothing else to do, until all threads are here. */
function waitForOthers(arrived: Int32Array, threads: number): void {
  let here = Atomics.add(arrived, 0, 1) + 1;
  Atomics.notify(arrived, 0);
  while (here < threads) {
    Atomics.wait(arrived, 0, here);
    here = Atomics.load(arrived, 0);
  }
}
