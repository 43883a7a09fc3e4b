import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from '../support/system';
import type { Probe } from './photo-set';

export interface BarePipelineRun {
  cpuMsPerImage: number;
  wallS: number;
}

export interface BarePipelineJob {
  files: string[];
  modelsDir: string;
  model: string;
  slots: number;
}

/**
 * The same images through decoding and models alone, in a process of its own with as many threads as the fleet has:
 * what the service's plumbing is measured against. Loading the models is not counted.
 */
export async function runBarePipeline(
  probes: Probe[],
  job: Omit<BarePipelineJob, 'files'>,
  scratch: string,
): Promise<BarePipelineRun> {
  const folder = join(scratch, 'bare');
  await mkdir(folder, { recursive: true });
  const files = probes.map((_, index) => join(folder, String(index)));
  await Promise.all(probes.map(({ bytes }, index) => writeFile(files[index] as string, bytes)));
  const child = fork(join(PROJECT, 'test/bench/bare-pipeline.child.ts'), {
    execArgv: ['--import', 'tsx'],
    cwd: PROJECT,
  });
  child.send({ ...job, files } satisfies BarePipelineJob);
  const [run] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The bare pipeline failed'))),
  ])) as [BarePipelineRun];
  child.kill();
  return run;
}
