/**
 * How many slots were busy until when, as far as it tells when a worker was busy last: a moment with fewer busy slots
 * than a later one had tells nothing. So from bottom to top the times grow and the numbers shrink.
 */
export class BusyHistory {
  private readonly steps: number[] = [];
  private readonly busy: number[] = [];

  /** Up to this step so many slots were busy. */
  note(busy: number, step: number): void {
    while (this.busy.length > 0 && this.busy[this.busy.length - 1]! <= busy) {
      this.busy.pop();
      this.steps.pop();
    }
    this.busy.push(busy);
    this.steps.push(step);
  }

  /**
   * @returns tells the last noted step up to which more than so many slots were busy, -1 if that never was; to be asked
   * with growing numbers
   */
  search(): (slots: number) => number {
    let i = this.busy.length - 1;
    return (slots) => {
      while (i >= 0 && this.busy[i]! <= slots) i--;
      return i >= 0 ? this.steps[i]! : -1;
    };
  }

  clear(): void {
    this.steps.length = 0;
    this.busy.length = 0;
  }
}
