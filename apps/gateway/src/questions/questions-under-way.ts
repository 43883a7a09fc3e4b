import type { JobResult } from '@facefleet/contracts';

/**
 * Questions of clients of this gateway that have no answer yet. Whoever asks the same meanwhile waits for the same
 * answer: nothing is stored, sent and recognised twice.
 */
export class QuestionsUnderWay {
  private readonly firsts = new Map<string, Promise<JobResult | undefined>>();

  /**
   * Notes who asks first. It is no longer under way once `answer` has settled.
   * @param question  as `questionKey`
   */
  async first<T extends JobResult>(question: string, answer: Promise<T | undefined>): Promise<T | undefined> {
    if (this.firsts.has(question)) return answer;
    const others = answer.catch(() => undefined); // each of them asks for himself then
    this.firsts.set(question, others);
    try {
      return await answer;
    } finally {
      this.firsts.delete(question);
    }
  }

  /**
   * @param signal  the client has gone
   * @returns the answer that somebody else got; undefined: nobody asks, or it did not come in time, or did not succeed
   */
  async answerOf(question: string, waitMs: number, signal: AbortSignal): Promise<JobResult | undefined> {
    const first = this.firsts.get(question);
    if (first === undefined || waitMs === 0 || signal.aborted) return undefined;
    let end = (): void => undefined;
    const over = new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
    const timer = setTimeout(end, waitMs);
    signal.addEventListener('abort', end, { once: true });
    try {
      const result = await Promise.race([first, over]);
      return result?.status === 'succeeded' ? result : undefined;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }
}
