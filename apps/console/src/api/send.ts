import { FacefleetError } from '@facefleet/client/browser';
import { TimedOut, Unreachable } from './failure';
import { leave, secretOf, session } from './session';
import { sleep } from './sleep';

/** Where the API is: beside the page, also below a path. */
export const API_URL = new URL('.', document.baseURI).href.replace(/\/$/, '');

/** How often a request that was turned away for now (429, 503) is sent again, when the gateway says. */
const RETRIES = 3;
const MAX_PAUSE_S = 10;
const DEADLINE_MS = 30_000;
const KEY_IS_OVER = ['key-invalid', 'key-expired'];

export interface SendOptions {
  /** Until the answer begins; uploads and answers that are waited for take longer than others. */
  deadlineMs?: number;
  /** In place of the one that is signed in. */
  secret?: string;
}

/**
 * Sends a request with the key, again where the gateway says so. Whatever is not a success is thrown.
 * @throws FacefleetError where the gateway answered; `TimedOut`, `Unreachable`, or AbortError
 */
export async function send(
  request: Request,
  { deadlineMs = DEADLINE_MS, secret }: SendOptions = {},
): Promise<Response> {
  for (let retriesLeft = RETRIES; ; retriesLeft--) {
    const response = await sendOnce(request, deadlineMs, secret);
    if (response.ok) return response;
    const pauseS = pauseBefore(response);
    if (retriesLeft === 0 || pauseS === undefined) {
      const error = await FacefleetError.of(response);
      if (secret === undefined && KEY_IS_OVER.includes(error.code)) leave('key-refused');
      throw error;
    }
    await response.body?.cancel();
    await sleep(pauseS * 1000, request.signal);
  }
}

async function sendOnce(request: Request, deadlineMs: number, secret: string | undefined): Promise<Response> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  const headers = new Headers(request.headers);
  const key = secret ?? secretOf(session.peek());
  if (key !== undefined) headers.set('Authorization', `Bearer ${key}`);
  const signal = AbortSignal.any([request.signal, deadline.signal]);
  try {
    return await fetch(request.clone(), { headers, signal, cache: 'no-store' });
  } catch (error) {
    if (request.signal.aborted) throw new DOMException('Cancelled', 'AbortError');
    if (deadline.signal.aborted) throw new TimedOut();
    throw new Unreachable(undefined, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** undefined: it is not to be sent again, or so late that whoever waits had better be told. */
function pauseBefore(response: Response): number | undefined {
  const pauseS = Number(response.headers.get('retry-after') ?? NaN);
  const isForNow = response.status === 429 || response.status === 503;
  return isForNow && pauseS <= MAX_PAUSE_S ? pauseS : undefined;
}
