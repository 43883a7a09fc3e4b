import type { JobResult } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import type { Request, Response } from 'express';
import { type Preference, parsePrefer } from './prefer';

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

/** Aborted when the client goes before it got its answer. */
export function clientGone(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
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
