import type { JobResult } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import type { Request, Response } from 'express';
import { type Preference, parsePrefer } from './prefer';

const SIGNAL = Symbol('client gone');
/** One for all: the usual one is made with a stack for each request, which costs more than all else about a signal. */
const HAS_GONE = new Error('The client has gone');

export interface Wait {
  /** How long this client is kept waiting at most; 0: not at all. */
  waitMs: number;
  preference: Preference;
}

export function waitOf(request: Request, limitMs: number): Wait {
  const preference = parsePrefer(request.headers.prefer);
  const wantedMs = preference.waitS === undefined ? undefined : preference.waitS * 1000;
  return { waitMs: Math.min(wantedMs ?? (preference.respondAsync ? 0 : limitMs), limitMs), preference };
}

/** Aborted once the client has its answer, or has gone before; the same signal for whoever asks. */
export function clientGone(response: Response & { [SIGNAL]?: AbortSignal }): AbortSignal {
  const known = response[SIGNAL];
  if (known !== undefined) return known;
  const gone = new AbortController();
  response.once('close', () => gone.abort(HAS_GONE));
  return (response[SIGNAL] = gone.signal);
}

/** 202: accepted, not finished; the answer is to be fetched at `location`. */
export function answerPending(response: Response, id: string, location: string, { preference }: Wait) {
  response.status(202).setHeader('Location', location).setHeader('Retry-After', '1');
  if (preference.respondAsync) response.setHeader('Preference-Applied', 'respond-async');
  return { id, status: 'pending' as const, location };
}

/** @throws ExpectedError with the code of a result that failed */
export function unlessFailed<T extends JobResult>(result: T): Exclude<T, { status: 'failed' }> {
  if (result.status === 'failed') {
    const { code, detail, issues } = result.error;
    throw new ExpectedError(code, detail, { issues });
  }
  return result as Exclude<T, { status: 'failed' }>;
}
