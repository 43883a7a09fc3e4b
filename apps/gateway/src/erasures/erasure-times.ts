export abstract class ErasureTimes {
  /** How often each gateway looks whether there are erasures. */
  abstract readonly lookEveryMs: number;
  /** No erasure is finished sooner: each gateway has seen it until then, or knows that it did not look. */
  abstract readonly pendingAtLeastMs: number;
}

const LOOK_EVERY_MS = 30_000;

/** @param sweepEveryMs as the deployment sweeps */
export function erasureTimes(sweepEveryMs: number): ErasureTimes {
  const lookEveryMs = Math.min(LOOK_EVERY_MS, sweepEveryMs);
  return { lookEveryMs, pendingAtLeastMs: 3 * lookEveryMs };
}
