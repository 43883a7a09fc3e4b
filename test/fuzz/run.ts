import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../support/progress';
import { baseImages } from './base-images';
import { Judge } from './judge';
import { type Mutant, mutantOf } from './mutant';
import type { Ending, JudgeSettings } from './verdict';

/** What became of a mutant. */
export interface Outcome extends Omit<Mutant, 'bytes'> {
  /** Size of the file [bytes]. */
  size: number;
  gateway: Ending;
  pipeline: Ending;
  cpuMs: number;
  /** Of the process that judged it, afterwards; undefined where it was lost [bytes]. */
  rssBytes: number | undefined;
}

export interface FuzzRun {
  seed: number;
  outcomes: Outcome[];
  /** From the first image to the last, their making included. */
  wallMs: number;
}

export interface FuzzJob {
  seed: number;
  indices: Iterable<number>;
  judge: JudgeSettings;
  /** Where to keep images that broke something. */
  findingsDir: string;
}

export function isBroken({ gateway, pipeline }: Pick<Outcome, 'gateway' | 'pipeline'>): boolean {
  return gateway.kind === 'broken' || pipeline.kind === 'broken';
}

/** One image after the other, each held against the gateway's check and the pipeline. */
export async function runFuzz(job: FuzzJob, progress: Progress): Promise<FuzzRun> {
  const { seed } = job;
  const bases = await baseImages();
  const judge = new Judge(job.judge);
  const outcomes: Outcome[] = [];
  const indices = [...job.indices];
  const startedMs = performance.now();
  progress.begin(indices.length);
  try {
    for (const index of indices) {
      const mutant = await mutantOf(seed, index, bases);
      const outcome = outcomeOf(mutant, await judge.judge(mutant.bytes));
      if (isBroken(outcome)) await keep(job.findingsDir, seed, mutant, outcome);
      outcomes.push(outcome);
      progress.at(outcomes.length);
    }
    return { seed, outcomes, wallMs: performance.now() - startedMs };
  } finally {
    progress.end();
    await judge.end();
  }
}

function outcomeOf({ bytes, ...mutant }: Mutant, verdict: Awaited<ReturnType<Judge['judge']>>): Outcome {
  const size = bytes.length;
  if (!('lost' in verdict)) return { ...mutant, size, ...verdict };
  const broken: Ending = { kind: 'broken', why: verdict.lost };
  return { ...mutant, size, gateway: broken, pipeline: broken, cpuMs: 0, rssBytes: undefined };
}

async function keep(folder: string, seed: number, mutant: Mutant, outcome: Outcome): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `seed-${seed}-image-${mutant.index}`);
  await writeFile(path, mutant.bytes);
  await writeFile(`${path}.json`, JSON.stringify({ seed, ...outcome }, null, 2) + '\n');
}
