import { FleetStatus } from '@facefleet/contracts';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';

type Listener = (status: FleetStatus) => void;

/** The last thing that the scaler said of the fleet. */
@Injectable()
export class FleetBook {
  private last: { status: FleetStatus; heardAtMs: number } | undefined;
  private readonly listeners = new Set<Listener>();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  hear(payload: unknown): void {
    const status = FleetStatus.safeParse(payload);
    if (!status.success) return;
    this.last = { status: status.data, heardAtMs: this.clock.nowMs() };
    for (const listener of this.listeners) listener(status.data);
  }

  /** undefined where the scaler was never heard */
  latest(): { status: FleetStatus; ageMs: number } | undefined {
    return this.last && { status: this.last.status, ageMs: this.clock.nowMs() - this.last.heardAtMs };
  }

  /** Tells every further status, until the signal. */
  follow(listener: Listener, until: AbortSignal): void {
    if (until.aborted) return;
    this.listeners.add(listener);
    until.addEventListener('abort', () => this.listeners.delete(listener), { once: true });
  }
}
