import { projectOntoSimplex } from './simplex';
import type { WorkGroup } from './work-groups';

/** Groups with less than this share of the mean work are moved as if they had it. */
const SMALL_SHARE = 1e-3;

/**
 * Looks for the worth of a machine at each limit of the steps, from 0 to `startS`, at which the cheapest way to do the work is
 * charged most. Both sides move by turns: work to where it is charged less (`shares`), worth up where more machines are at work than before
 * and down where there are fewer. Chambolle and Pock's steps, each variable with its own length (Pock and Chambolle 2011).
 */
export class WorthSearch {
  readonly worth: Float64Array;
  /** Over all rounds: what oscillates has a good mean. */
  readonly meanWorth: Float64Array;
  private rounds = 0;
  /** Work of each group in each of its steps, one group after the other [machine seconds] */
  private readonly shares: Float64Array;
  /** Work in each step: now, and as it is expected after the next round. */
  private readonly load: Float64Array;
  private readonly expected: Float64Array;
  private readonly shareStep: Float64Array;
  private readonly worthStep: Float64Array;

  constructor(
    private readonly groups: readonly WorkGroup[],
    private readonly stepS: number,
    private readonly startS: number,
  ) {
    const steps = Math.max(...groups.map(({ last }) => last)) + 1;
    this.worth = new Float64Array(steps + 1);
    this.meanWorth = new Float64Array(steps + 1);
    this.load = new Float64Array(steps);
    this.expected = new Float64Array(steps);
    this.shares = new Float64Array(groups.reduce((sum, { first, last }) => sum + last - first + 1, 0));
    this.shareStep = new Float64Array(groups.length);
    this.worthStep = new Float64Array(steps + 1);
    this.scale();
  }

  improve(): void {
    this.moveWorth();
    this.moveWork();
    this.rounds++;
    for (let i = 0; i < this.worth.length; i++) {
      this.meanWorth[i]! += (this.worth[i]! - this.meanWorth[i]!) / this.rounds;
    }
  }

  private moveWorth(): void {
    const { worth, expected, worthStep } = this;
    let before = 0;
    for (let i = 0; i < worth.length; i++) {
      const after = expected[i] ?? 0;
      const moved = worth[i]! + (worthStep[i]! * (after - before)) / this.stepS;
      worth[i] = Math.max(0, Math.min(this.startS, moved));
      before = after;
    }
  }

  private moveWork(): void {
    const { worth, shares, load, expected } = this;
    for (let i = 0; i < load.length; i++) expected[i] = -load[i]!;
    load.fill(0);
    let at = 0;
    this.groups.forEach(({ workS, first, last }, group) => {
      const length = last - first + 1;
      const step = this.shareStep[group]!;
      for (let i = 0; i < length; i++) {
        shares[at + i]! += (step * (worth[first + i + 1]! - worth[first + i]!)) / this.stepS;
      }
      projectOntoSimplex(shares, at, length, workS);
      for (let i = 0; i < length; i++) load[first + i]! += shares[at + i]!;
      at += length;
    });
    for (let i = 0; i < load.length; i++) expected[i]! += 2 * load[i]!;
  }

  private scale(): void {
    const meanS = this.groups.reduce((sum, { workS }) => sum + workS, 0) / this.groups.length;
    const reach = new Float64Array(this.load.length);
    let at = 0;
    this.groups.forEach(({ workS, first, last }, group) => {
      const scale = Math.max(workS, meanS * SMALL_SHARE) / this.startS;
      this.shareStep[group] = (scale * this.stepS) / 2;
      for (let step = first; step <= last; step++) {
        reach[step]! += scale;
        this.shares[at++] = workS / (last - first + 1);
        this.load[step]! += workS / (last - first + 1);
      }
    });
    this.expected.set(this.load);
    this.worthStep.forEach((_, i) => {
      const touched = (reach[i - 1] ?? 0) + (reach[i] ?? 0);
      this.worthStep[i] = touched === 0 ? 0 : this.stepS / touched;
    });
  }
}
