import type { Probe } from './photo-set';

export interface Load<Answer> {
  /** In the order of the probes; an Error where there was no answer. */
  answers: { person: string; answer: Answer | Error }[];
  wallMs: number;
  /** One per request, ascending [ms]. */
  latenciesMs: number[];
}

/**
 * Sends every probe once, so many at a time.
 * @param ask throws where it gets no answer
 */
export async function sendAll<Answer>(
  ask: (image: Buffer) => Promise<Answer>,
  probes: readonly Probe[],
  concurrency: number,
): Promise<Load<Answer>> {
  const answers: Load<Answer>['answers'] = [];
  const latenciesMs: number[] = [];
  const queue = probes.entries();
  const startedAt = performance.now();
  const client = async () => {
    for (const [index, { person, bytes }] of queue) {
      const sentAt = performance.now();
      const answer = await ask(bytes).catch((error: unknown) =>
        error instanceof Error ? error : new Error(String(error)),
      );
      latenciesMs.push(performance.now() - sentAt);
      answers[index] = { person, answer };
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  const wallMs = performance.now() - startedAt;
  return { answers, wallMs, latenciesMs: latenciesMs.sort((a, b) => a - b) };
}

/** The smallest latency that `share` of the requests do not exceed. */
export function percentile(ascending: number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? 0;
}
