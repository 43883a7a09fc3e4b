import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client';
import type { Work } from './work';

const PROBE_EVERY_MS = 500;

/**
 * How long until somebody who asks is answered again [ms]: one request after the other, whatever became of those before.
 * All of them are promises, too.
 */
export async function recoveryMs(client: Client, nextWork: () => [number, Work]): Promise<number> {
  const startedAtMs = performance.now();
  const answered = new AbortController();
  const probes: Promise<unknown>[] = [];
  while (!answered.signal.aborted) {
    const probe = client.send(...nextWork(), true).then((answer) => {
      if (answer) answered.abort();
    });
    probes.push(probe);
    await Promise.race([
      sleep(PROBE_EVERY_MS, undefined, { signal: answered.signal }).catch(() => undefined),
    ]);
  }
  const tookMs = performance.now() - startedAtMs;
  await Promise.all(probes);
  return tookMs;
}
