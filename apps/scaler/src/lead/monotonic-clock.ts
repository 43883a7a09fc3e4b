import { Clock } from '@facefleet/platform';

/** Counts from some moment on, and nobody sets it: for lengths of time, not for dates. */
export class MonotonicClock extends Clock {
  nowMs(): number {
    return performance.now();
  }
}
