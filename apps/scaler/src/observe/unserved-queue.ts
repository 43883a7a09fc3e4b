/** Since when messages have been waiting with nobody there who takes any: so long the oldest has waited at least. */
export class UnservedQueue {
  private sinceMs: number | undefined;

  /**
   * @param nowMs  [Unix time, ms]
   * @returns since when [Unix time, ms]; undefined: nothing waits, or somebody takes it
   */
  sinceMsAt(nowMs: number, isWaiting: boolean, isServed: boolean): number | undefined {
    // A clock that was set back since counts anew.
    this.sinceMs = isWaiting && !isServed ? Math.min(this.sinceMs ?? nowMs, nowMs) : undefined;
    return this.sinceMs;
  }
}
