import type { Api } from '../support/api';
import { childrenOf, eventually } from '../support/system';

const DEADLINE_MS = 300_000;

interface Fleet {
  workers: { state: string; busySlots?: number }[] | null;
  maxWorkers: number | null;
  queue: { visible: number; inFlight: number; delayed: number };
}

/** As many workers as the fleet may have are ready, and have nothing to do. */
export async function warmUp(api: Api): Promise<void> {
  const { maxWorkers } = await until(api, ({ maxWorkers }) => maxWorkers !== null);
  await post(api, 'policy', { minWorkers: maxWorkers });
  await until(
    api,
    ({ workers, queue }) =>
      workers?.filter(({ state, busySlots }) => state === 'ready' && !busySlots).length === maxWorkers &&
      queue.visible + queue.inFlight + queue.delayed === 0,
  );
}

/** All workers end as they do when they are asked to drain, and nobody launches others: the scaler would keep some for minutes. */
export async function coolDown(api: Api, scalerPid: number): Promise<void> {
  await post(api, 'pause', { reason: 'a benchmark' });
  for (const pid of await childrenOf(scalerPid)) process.kill(pid, 'SIGTERM');
  await eventually(
    () => childrenOf(scalerPid),
    (workers) => workers.length === 0,
    DEADLINE_MS,
  );
}

async function post(api: Api, what: 'policy' | 'pause', body: unknown): Promise<void> {
  const answer = await api.request('POST', `/v1/fleet/${what}`, {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200)
    throw new Error(`/v1/fleet/${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

function until(api: Api, satisfies: (fleet: Fleet) => boolean): Promise<Fleet> {
  const ask = async () => (await api.request('GET', '/v1/fleet')).body as Fleet;
  return eventually(ask, satisfies, DEADLINE_MS);
}
