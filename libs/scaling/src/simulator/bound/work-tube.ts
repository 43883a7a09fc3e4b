import type { ArrivalTrace } from '../world';

/**
 * Between which two curves the cumulated work of a scheduler lies that keeps the promised time: at most what has arrived,
 * at least what is due. In messages; a message at work counts by the share that is done.
 *
 * The n messages of a bin arrive evenly spaced, at (i + 1/2) / n of it. Work on a message lasts at least `serviceS`, so at t at
 * most the mean of what had arrived during the last `serviceS` is done, and what is done is at least that mean for the
 * arrivals of `sloS` before the window's end: both curves are means of the arrivals over a window.
 */
export class WorkTube {
  readonly total: number;
  /** From here on all work is done. */
  readonly endS: number;
  /** How much later than it could be work may be done [s] */
  readonly delayS: number;
  private readonly arrivedBefore: Float64Array;

  constructor(
    private readonly trace: ArrivalTrace,
    sloS: number,
    private readonly serviceS: number,
  ) {
    this.arrivedBefore = new Float64Array(trace.counts.length + 1);
    let lastBin = -1;
    trace.counts.forEach((count, bin) => {
      this.arrivedBefore[bin + 1] = this.arrivedBefore[bin]! + count;
      if (count > 0) lastBin = bin;
    });
    this.total = this.arrivedBefore[trace.counts.length]!;
    this.delayS = Math.max(0, sloS - serviceS);
    this.endS = (lastBin + 1) * trace.binS + this.delayS + serviceS;
  }

  /** At most so many messages can be done at this time. */
  availableBy(tS: number): number {
    return this.meanArrived(tS - this.serviceS, tS);
  }

  /** At least so many have to be. */
  dueBy(tS: number): number {
    return this.availableBy(tS - this.delayS);
  }

  arrivedBy(tS: number): number {
    const bin = this.binOf(tS);
    return this.arrivedBefore[bin]! + this.withinBin(bin, tS).arrived;
  }

  private meanArrived(fromS: number, toS: number): number {
    const { binS } = this.trace;
    const first = this.binOf(fromS);
    const last = this.binOf(toS);
    const base = this.arrivedBefore[first]!;
    // Sums of what arrived since `base` only: those from the beginning would lose the digits that tell one message.
    let area = -this.withinBin(first, fromS).area;
    for (let bin = first; bin < last; bin++) {
      area +=
        this.withinBin(bin, (bin + 1) * binS).area +
        (this.arrivedBefore[bin + 1]! - base) * this.spanS(bin + 1, toS);
    }
    return base + (area + this.withinBin(last, toS).area) / (toS - fromS);
  }

  /** Of the bin, before `untilS`. */
  private spanS(bin: number, untilS: number): number {
    const fromS = bin * this.trace.binS;
    return Math.max(
      0,
      (bin < this.trace.counts.length ? Math.min(fromS + this.trace.binS, untilS) : untilS) - fromS,
    );
  }

  /** The bin after the last one has no end and no arrivals. */
  private binOf(tS: number): number {
    return Math.max(0, Math.min(this.trace.counts.length, Math.floor(tS / this.trace.binS)));
  }

  /** What arrived within the bin until `tS`, and the integral of that. */
  private withinBin(bin: number, tS: number): { arrived: number; area: number } {
    const count = this.trace.counts[bin] ?? 0;
    const insideS = Math.max(0, Math.min(tS - bin * this.trace.binS, this.trace.binS));
    const spacingS = this.trace.binS / count;
    const arrived = count === 0 ? 0 : Math.max(0, Math.min(count, Math.ceil(insideS / spacingS - 0.5)));
    return { arrived, area: arrived === 0 ? 0 : arrived * insideS - (spacingS * arrived * arrived) / 2 };
  }
}
