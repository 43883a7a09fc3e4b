import type { Context } from './context';
import { CliError, failureOf, isHopeless, SomeFailed } from './failure';
import { imageFilesOf } from './image-files';
import { inParallel } from './in-parallel';

/** Enough to keep a few workers busy; the gateway holds each request until its answer is there. */
const AT_ONCE = 8;

/**
 * Does something with each image, several at a time, and answers what came of it in the order of the files. What fails
 * is told (`--json`: as a line of its own among the results) and the others go on, unless they would fail alike.
 *
 * @param done is told each result as soon as it is there
 * @throws SomeFailed after all were tried
 */
export async function eachImage<Result>(
  { terminal, json }: Context,
  paths: readonly string[],
  work: (file: string) => Promise<Result>,
  done: (file: string, result: Result) => void,
): Promise<void> {
  const files = await imageFilesOf(paths);
  if (files.length === 0) throw new CliError('no-images', 'There is no image among these files and folders.');
  const progress = terminal.progress(files.length, 'images', json);
  let failed = 0;
  try {
    await inParallel(files, AT_ONCE, async (file) => {
      try {
        done(file, await work(file));
      } catch (error) {
        if (isHopeless(error)) throw error;
        failed++;
        const failure = failureOf(error);
        if (json) terminal.json({ file, error: failure });
        else terminal.failure(failure, file);
      }
      progress.step();
    });
  } finally {
    progress.end();
  }
  if (failed > 0) throw new SomeFailed();
}
