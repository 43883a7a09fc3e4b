import type { QueueCounts } from '@facefleet/contracts';
import type { Grid } from './grid';
import { normalQuantile } from './normal';
import type { Uniform } from './random';
import type { World } from './world';

/** Counts of the queue as an autoscaler sees them: some time old, and not exact. */
export class DelayedCounts {
  private readonly taken: QueueCounts[] = [];
  /** When counts are to be taken that a later tick will see. */
  nextStep: number;

  constructor(
    private readonly world: Pick<World, 'countsAgeS' | 'countsError'>,
    grid: Grid,
    private readonly tickSteps: number,
    private readonly uniform: Uniform,
  ) {
    this.nextStep = -grid.steps(world.countsAgeS);
    // Before time 0 the queue was empty.
    while (this.nextStep < 0) this.take(this.nextStep, { visible: 0, inFlight: 0, delayed: 0 });
  }

  take(step: number, exact: QueueCounts): void {
    this.taken.push(exact);
    this.nextStep = step + this.tickSteps;
  }

  /** For the tick that is now. */
  seen(): QueueCounts {
    const { visible, inFlight, delayed } = this.taken.shift() ?? { visible: 0, inFlight: 0, delayed: 0 };
    return { visible: this.inexact(visible), inFlight: this.inexact(inFlight), delayed };
  }

  private inexact(count: number): number {
    const { countsError } = this.world;
    if (countsError === 0) return count;
    const factor = 1 + countsError * normalQuantile(this.uniform());
    return Math.max(0, Math.round(count * factor));
  }
}
