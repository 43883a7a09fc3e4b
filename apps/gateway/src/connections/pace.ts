/**
 * Whether a client keeps up: while it is waited for, it must move so many bytes on average over each window. It is judged
 * at the end of a window only, so that a pause shorter than that harms nobody.
 */
export class Pace {
  private windowSinceMs: number | undefined;
  private bytesAtStart = 0;

  constructor(private readonly limits: { minBytesPerS: number; paceWindowMs: number }) {}

  /**
   * @param bytes      moved so far, in all
   * @param isAwaited  false while it is we who hold it up
   */
  isTooSlow(nowMs: number, bytes: number, isAwaited: boolean): boolean {
    const { minBytesPerS, paceWindowMs } = this.limits;
    if (!isAwaited) {
      this.windowSinceMs = undefined;
      return false;
    }
    if (this.windowSinceMs === undefined) return this.begin(nowMs, bytes);
    const passedMs = nowMs - this.windowSinceMs;
    if (passedMs < paceWindowMs) return false;
    if (bytes - this.bytesAtStart < (minBytesPerS * passedMs) / 1000) return true;
    return this.begin(nowMs, bytes);
  }

  private begin(nowMs: number, bytes: number): false {
    this.windowSinceMs = nowMs;
    this.bytesAtStart = bytes;
    return false;
  }
}
