import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AskedChild } from '../support/asked-child';
import type { Probe } from './photo-set';

export interface BarePipelineRun {
  cpuMsPerImage: number;
  wallS: number;
}

export interface BarePipelineSettings {
  modelsDir: string;
  model: string;
  slots: number;
}

/** To be analysed all at once. */
export interface BarePipelineQuestion {
  files: string[];
}

/**
 * Images through decoding and models alone, in a process of its own with as many threads as the fleet has: what the
 * service's plumbing is measured against. It is started when the models are loaded.
 */
export type BarePipeline = AskedChild<BarePipelineQuestion, BarePipelineRun>;

export function startBarePipeline(settings: BarePipelineSettings): Promise<BarePipeline> {
  return AskedChild.start('test/bench/bare-pipeline.child.ts', settings);
}

export async function runBarePipeline(
  probes: Probe[],
  settings: BarePipelineSettings,
  scratch: string,
): Promise<BarePipelineRun> {
  const pipeline = await startBarePipeline(settings);
  try {
    return await pipeline.ask({ files: await writeProbes(probes, join(scratch, 'bare')) });
  } finally {
    await pipeline.end();
  }
}

/** @returns their files */
export async function writeProbes(probes: Probe[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    probes.map(async ({ bytes }, index) => {
      const file = join(folder, String(index));
      await writeFile(file, bytes);
      return file;
    }),
  );
}
