import type { JobResult } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import type { Request, Response } from 'express';
import { type Preference, parsePrefer } from './prefer';

/** How long this client is kept waiting at most [ms]. */
export function waitMsOf(request: Request, limitMs: number): { waitMs: number; preference: Preference } {
  const preference = parsePrefer(request.headers.prefer);
  return { waitMs: Math.min(preference.waitMs ?? limitMs, limitMs), preference };
}

/** Aborted when the client goes before it got its answer. */
export function clientGone(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

/** `Preference-Applied`, which RFC 7240 asks for. */
export function sayApplied(response: Response, { applied }: Preference): void {
  if (applied.length > 0) response.setHeader('Preference-Applied', applied.join(', '));
}

/** 202: accepted, not finished; the answer is to be fetched at `location`. */
export function answerPending(response: Response, id: string, location: string) {
  response.status(202).setHeader('Location', location).setHeader('Retry-After', '1');
  return { id, status: 'pending' as const, location };
}

/** @throws ExpectedError with the code of a result that failed */
export function unlessFailed<T extends JobResult>(result: T): Exclude<T, { status: 'failed' }> {
  if (result.status === 'failed') throw new ExpectedError(result.error.code, result.error.detail);
  return result as Exclude<T, { status: 'failed' }>;
}
