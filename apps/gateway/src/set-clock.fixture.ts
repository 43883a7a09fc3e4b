import type { Clock } from '@facefleet/platform';

/** Goes when it is told to. */
export class SetClock implements Clock {
  atMs = Date.parse('2026-11-20T12:00:00Z');

  nowMs(): number {
    return this.atMs;
  }
}
