import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** fauxqs' own page about its queues: one request, no AWS client. */
const QueueReport = z.object({
  name: z.string(),
  approximateMessageCount: z.number(),
  approximateInflightCount: z.number(),
  approximateDelayedCount: z.number(),
});

const POLL_INTERVAL_MS = 100;
const ANSWER_TIMEOUT_MS = 5_000;

/** Messages of these queues that are not finished: waiting, being worked on, delayed. @throws when one cannot be seen */
export async function backlog(endpoint: string, ...queueUrls: string[]): Promise<number> {
  const answer = await fetch(`${endpoint}/_fauxqs/queues`, {
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const queues = z.array(QueueReport).parse(await answer.json());
  return queueUrls.map((url) => unfinished(queues, url)).reduce((sum, count) => sum + count, 0);
}

function unfinished(queues: z.infer<typeof QueueReport>[], queueUrl: string): number {
  const name = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
  const queue = queues.find((report) => report.name === name);
  if (!queue) throw new Error(`the local cloud has no queue ${name}`);
  return queue.approximateMessageCount + queue.approximateInflightCount + queue.approximateDelayedCount;
}

/**
 * Waits until nothing is left to do, however long that takes while it goes on.
 *
 * @param count messages that are left
 * @param stallMs gives up when for so long none was finished
 * @returns how many were left
 */
export async function drained(count: () => Promise<number>, stallMs: number): Promise<number> {
  let fewest = Infinity;
  let progressAtMs = Date.now();
  for (;;) {
    const left = await count();
    if (left < fewest) {
      fewest = left;
      progressAtMs = Date.now();
    }
    if (left === 0 || Date.now() - progressAtMs >= stallMs) return left;
    await sleep(POLL_INTERVAL_MS);
  }
}
