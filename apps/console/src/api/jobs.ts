import { FacefleetError } from '@facefleet/client/browser';
import { API_URL, send } from './send';
import { sleep } from './sleep';

type Failed = { status: 'failed'; error: { code: string; detail: string } };
export type Job = { status: 'pending'; location: string } | { status: 'succeeded' } | Failed;
type Finished<T> = Extract<T, { status: 'succeeded' }>;

/** The gateway is asked to answer within this time, and else where the answer will be [s]. */
export const WAIT_S = 15;
/** Where the gateway names none [s]. */
const PAUSE_S = 1;

/**
 * Asks where a pending answer says it will be, until it is there.
 * @throws FacefleetError with the code of a result that failed
 */
export async function finished<T extends Job>(job: T, signal: AbortSignal): Promise<Finished<T>> {
  let latest: Job = job;
  while (latest.status === 'pending') {
    const response: Response = await send(new Request(API_URL + latest.location, { signal }));
    latest = (await response.json()) as Job;
    const pauseS = Number(response.headers.get('retry-after') ?? PAUSE_S) || PAUSE_S;
    if (latest.status === 'pending') await sleep(pauseS * 1000, signal);
  }
  if (latest.status === 'failed') throw FacefleetError.ofResult(latest.error);
  return latest as Finished<T>;
}
