import type { Api } from '../support/api';
import { largestName } from '../support/api';
import type { RecognitionSucceeded } from '@facefleet/contracts';
import type { Probe } from './photo-set';

export interface LoadResult {
  right: number;
  wrong: number;
  failed: number;
  /** Of the ones that were answered from the cache. */
  fromCache: number;
  wallMs: number;
  /** One per request, ascending [ms]. */
  latenciesMs: number[];
  problems: string[];
}

/** Sends every probe once, so many at a time, and holds each answer against the name of its own person. */
export async function sendAll(api: Api, probes: Probe[], concurrency: number): Promise<LoadResult> {
  const result: LoadResult = {
    right: 0,
    wrong: 0,
    failed: 0,
    fromCache: 0,
    wallMs: 0,
    latenciesMs: [],
    problems: [],
  };
  const queue = probes[Symbol.iterator]();
  const startedAt = performance.now();
  const client = async () => {
    for (const { person, bytes } of queue) {
      const sentAt = performance.now();
      try {
        const answer = await api.upload('/v1/recognitions', bytes);
        result.latenciesMs.push(performance.now() - sentAt);
        if (answer.status !== 200) {
          result.failed += 1;
          result.problems.push(`${person}: ${answer.status} ${JSON.stringify(answer.body)}`);
          continue;
        }
        if (/hit/.test(answer.headers.get('cache-status') ?? '')) result.fromCache += 1;
        const name = largestName(answer.body as RecognitionSucceeded);
        if (name === person) result.right += 1;
        else {
          result.wrong += 1;
          result.problems.push(`${person}: answered ${name === undefined ? 'no face' : (name ?? 'unknown')}`);
        }
      } catch (error) {
        result.failed += 1;
        result.problems.push(`${person}: ${String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  result.wallMs = performance.now() - startedAt;
  result.latenciesMs.sort((a, b) => a - b);
  return result;
}

/** The smallest latency that `share` of the requests do not exceed. */
export function percentile(ascending: number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? 0;
}
