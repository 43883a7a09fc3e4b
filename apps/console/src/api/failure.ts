import { FacefleetError } from '@facefleet/client/browser';
import { texts } from '../texts';

/** What is shown of something that went wrong. */
export interface Failure {
  title: string;
  detail: string;
  /** Stable, for whoever looks it up; none where nothing was answered. */
  code?: string;
  /** Names the answer in the gateway's logs. */
  requestId?: string;
}

/** There was no answer in time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** There was no answer at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export function failureOf(error: unknown): Failure {
  if (error instanceof FacefleetError) {
    const { title = texts.failures.refused, detail, code, requestId } = error;
    return { title, detail, code, requestId };
  }
  if (error instanceof TimedOut) return texts.failures.timedOut;
  if (error instanceof Unreachable) return texts.failures.unreachable;
  console.error(error); // a mistake of ours: nobody foresaw it
  return texts.failures.unexpected;
}

/** Whoever asked has gone: nobody is to be told. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
