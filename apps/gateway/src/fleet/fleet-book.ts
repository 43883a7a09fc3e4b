import { FleetStatus } from '@facefleet/contracts';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';

/** The last thing that the scaler said of the fleet. */
@Injectable()
export class FleetBook {
  private last: { status: FleetStatus; heardAtMs: number } | undefined;

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  hear(payload: unknown): void {
    const status = FleetStatus.safeParse(payload);
    if (status.success) this.last = { status: status.data, heardAtMs: this.clock.nowMs() };
  }

  /** undefined where the scaler was never heard */
  latest(): { status: FleetStatus; ageMs: number } | undefined {
    return this.last && { status: this.last.status, ageMs: this.clock.nowMs() - this.last.heardAtMs };
  }
}
