import { once } from 'node:events';

/** As a shell counts a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Does something that may take long, and says what to know where somebody presses Ctrl-C meanwhile.
 * @param told is called before the process ends
 */
export async function untilInterrupted<T>(work: () => Promise<T>, told: () => void): Promise<T> {
  const over = new AbortController();
  once(process, 'SIGINT', { signal: over.signal }).then(
    () => {
      told();
      process.exit(INTERRUPTED);
    },
    () => undefined, // it was over before
  );
  try {
    return await work();
  } finally {
    over.abort();
  }
}
