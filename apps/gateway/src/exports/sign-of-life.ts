import { setTimeout as sleep } from 'node:timers/promises';
import type { ArchivedFile } from './archive';

/** Load balancers and clients take a connection for dead on which nothing comes for a minute. */
const EVERY_MS = 20_000;

/**
 * The same files, and a folder, perhaps once more, whenever none has come for a while.
 * @param filesOf is told when nobody wants more, also while it looks for the next one
 */
export async function* withSignsOfLife(
  filesOf: (over: AbortSignal) => AsyncIterable<ArchivedFile>,
  folder: string,
  everyMs = EVERY_MS,
): AsyncGenerator<ArchivedFile> {
  const over = new AbortController();
  const files = filesOf(over.signal)[Symbol.asyncIterator]();
  const nextOf = () => {
    const next = files.next();
    next.catch(() => undefined); // it is waited for below, perhaps later than it fails
    return next;
  };
  let next = nextOf();
  try {
    for (;;) {
      const came = await beforeSilence(next, everyMs);
      if (came === undefined) yield { name: folder };
      else if (came.done) return;
      else {
        yield came.value;
        next = nextOf();
      }
    }
  } finally {
    over.abort();
    files.return?.().catch(() => undefined); // it ends by itself
  }
}

/** @returns undefined where it did not come in time */
async function beforeSilence<T>(coming: Promise<T>, afterMs: number): Promise<T | undefined> {
  const came = new AbortController();
  const silence = sleep(afterMs, undefined, { signal: came.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([coming, silence]);
  } finally {
    came.abort();
  }
}
