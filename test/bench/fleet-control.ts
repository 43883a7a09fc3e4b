import type { Api } from '../support/api';
import { eventually } from '../support/system';

const DEADLINE_MS = 120_000;

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

/** No worker, and none comes before `resume` or the end. */
export async function coolDown(api: Api): Promise<void> {
  await post(api, 'policy', { minWorkers: 0, idleS: 0 });
  await until(api, ({ workers }) => workers?.length === 0);
  await post(api, 'pause', { reason: 'a benchmark' });
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
