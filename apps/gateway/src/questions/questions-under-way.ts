import type { JobResult } from '@facefleet/contracts';

export interface Outcome {
  /** undefined: there was none in time */
  result: JobResult | undefined;
  /** It is the answer to the request of somebody else. */
  isShared: boolean;
}

/**
 * Questions of clients of this gateway that have no answer yet. Whoever asks the same meanwhile waits for the same
 * answer: nothing is stored, sent and recognised twice.
 */
export class QuestionsUnderWay {
  private readonly firsts = new Map<string, Promise<JobResult | undefined>>();

  /**
   * The answer that somebody else gets, where the same is under way; else, and where that does not come in time or does
   * not succeed, what `ask` gets.
   *
   * @param question  as `questionKey`
   * @param waitMs    0: the client does not wait, neither for somebody else
   * @param signal    the client has gone
   */
  async answer(
    question: string,
    waitMs: number,
    signal: AbortSignal,
    ask: () => Promise<JobResult | undefined>,
  ): Promise<Outcome> {
    if (waitMs === 0) return { result: await ask(), isShared: false };
    const first = this.firsts.get(question);
    const shared = first && (await within(waitMs, signal, first)); // none: not a moment may pass until ours is
    if (shared?.status === 'succeeded') return { result: shared, isShared: true };
    const asking = ask();
    if (this.firsts.has(question)) return { result: await asking, isShared: false };
    this.firsts.set(
      question,
      asking.catch(() => undefined),
    );
    try {
      return { result: await asking, isShared: false };
    } finally {
      this.firsts.delete(question);
    }
  }
}

async function within<T>(waitMs: number, signal: AbortSignal, answer: Promise<T>): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let end = (): void => undefined;
  const over = new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
  const timer = setTimeout(end, waitMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
