import type { Api } from '../../support/api';
import { sendJson } from '../../support/api-keys';
import { eventually, LocalSystem } from '../../support/system';
import { recognise } from '../recognition';
import type { Contestant } from './contestant';

/** On a busy machine a start takes minutes, and sometimes a second one. */
const WORKERS_DEADLINE_MS = 300_000;

/** Ours, as `npm start` runs it, with all workers that the fleet may have: the others do not start from nothing either. */
export async function startFacefleet(home: string): Promise<Contestant> {
  const system = await LocalSystem.start({ FACEFLEET_HOME: home });
  try {
    const { pids, models } = await system.local();
    const api = await system.api();
    const workers = await allWorkersUp(api);
    return {
      details: `${models} models, ${workers} workers`,
      pids,
      ownRoles: ['gateway', 'recognizer'],
      enrol: async (person, image) => {
        await api.enrol(person, image);
      },
      ask: (image) => recognise(api, image),
      stop: async () => {
        await system.stop();
      },
    };
  } catch (error) {
    await system.stop();
    throw error;
  }
}

/** As far as it is looked at; null until the scaler was heard. */
interface Fleet {
  maxWorkers: number | null;
  workers: { state: string }[] | null;
}

/** @returns how many there are */
async function allWorkersUp(api: Api): Promise<number> {
  const fleet = async () => (await api.request('GET', '/v1/fleet')).body as Fleet;
  const { maxWorkers } = await eventually(fleet, (seen) => seen.maxWorkers !== null, WORKERS_DEADLINE_MS);
  const answer = await sendJson(api, 'POST', '/v1/fleet/policy', { minWorkers: maxWorkers });
  if (answer.status >= 300) throw new Error(`The policy: ${answer.status} ${JSON.stringify(answer.body)}`);
  const ready = ({ workers }: Fleet) => workers?.filter(({ state }) => state === 'ready').length ?? 0;
  return ready(await eventually(fleet, (seen) => ready(seen) === maxWorkers, WORKERS_DEADLINE_MS));
}
