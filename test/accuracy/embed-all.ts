import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../support/system';
import type { EmbedJob, EmbedOutcome, EmbedSettings } from './embed-messages';
import type { Progress } from '../support/progress';

export interface Embedded {
  /** Of the face that the photograph is about. */
  embeddings: Map<string, Float32Array>;
  /** Photographs without an embedding: `no-face`, or why the image could not be read. */
  failures: Map<string, string>;
  /** Mean over the images that could be read. */
  msPerStage: { decode: number; detect: number; embed: number };
  /** From the first image to the last, models loaded before. */
  wallMs: number;
}

/**
 * Each photograph once, on all cores: a process per core with the pipeline's sources as they are, so that nothing has to be
 * built before.
 *
 * @param paths may repeat
 * @throws Error where a file is missing or a process failed
 */
export async function embedAll(
  paths: Iterable<string>,
  settings: EmbedSettings,
  progress: Progress,
): Promise<Embedded> {
  const todo = [...new Set(paths)];
  await checkPresent(todo);
  const size = Math.min(availableParallelism(), todo.length);
  const children = Array.from({ length: size }, () => start(settings));
  try {
    await Promise.all(children.map(answerOf)); // ready
    const startedMs = performance.now();
    const outcomes: EmbedOutcome[] = [];
    progress.begin(todo.length);
    const next = todo.values();
    await Promise.all(
      children.map(async (child) => {
        for (const path of next) {
          child.send({ path } satisfies EmbedJob);
          outcomes.push((await answerOf(child)) as EmbedOutcome);
          progress.at(outcomes.length);
        }
      }),
    );
    return { ...gathered(outcomes), wallMs: performance.now() - startedMs };
  } finally {
    progress.end();
    for (const child of children) child.kill();
  }
}

function start(settings: EmbedSettings): ChildProcess {
  return fork(join(PROJECT, 'test/accuracy/embed.child.ts'), [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx'],
    cwd: PROJECT,
    serialization: 'advanced', // embeddings stay Float32Arrays
  });
}

/** The child's next message. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const exit = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(
      `A process that embeds images ended with code ${String(code)}; its message stands above.`,
    );
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal }), exit])) as [unknown];
    return answer;
  } finally {
    waiting.abort();
  }
}

function gathered(outcomes: readonly EmbedOutcome[]): Omit<Embedded, 'wallMs'> {
  const embeddings = new Map<string, Float32Array>();
  const failures = new Map<string, string>();
  const sum = { decode: 0, detect: 0, embed: 0 };
  let timed = 0;
  for (const outcome of outcomes) {
    if ('failure' in outcome) failures.set(outcome.path, outcome.failure);
    else embeddings.set(outcome.path, outcome.embedding);
    if (!outcome.timings) continue;
    timed++;
    sum.decode += outcome.timings.decodeMs;
    sum.detect += outcome.timings.detectMs;
    sum.embed += outcome.timings.embedMs;
  }
  const perImage = (ms: number) => (timed === 0 ? 0 : ms / timed);
  return {
    embeddings,
    failures,
    msPerStage: {
      decode: perImage(sum.decode),
      detect: perImage(sum.detect),
      embed: perImage(sum.embed),
    },
  };
}

async function checkPresent(paths: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const path of paths) await access(path).catch(() => missing.push(path));
  if (missing.length === 0) return;
  const examples = missing.slice(0, 3).join(', ');
  throw new Error(`${missing.length} of ${paths.length} images are not there, e.g. ${examples}.`);
}
