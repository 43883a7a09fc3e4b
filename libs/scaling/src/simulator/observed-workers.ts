import type { ObservedHeartbeat, ObservedWorker } from '../observation';
import type { BusyHistory } from './busy-history';
import type { Grid } from './grid';
import type { Machine, SimulatedFleet } from './simulated-fleet';

/** When the simulated time begins [Unix time, ms]: a Monday, midnight. */
export const EPOCH_MS = Date.UTC(2026, 0, 5);

/**
 * The workers as the fleet's provider and their heartbeats show them. An autoscaler looks at thousands of them hundreds of
 * thousands of times: heartbeats that say the same are one frozen object.
 */
export class ObservedWorkers {
  private readonly idleSince = new WeakMap<Machine, { step: number; heartbeat: ObservedHeartbeat }>();
  private readonly fullyBusy = new Map<number, ObservedHeartbeat>();

  constructor(private readonly grid: Grid) {}

  observe(fleet: SimulatedFleet, history: BusyHistory, step: number): ObservedWorker[] {
    const workers: ObservedWorker[] = [];
    let slotsBefore = 0;
    for (const machine of fleet.machines) {
      const worker: ObservedWorker = {
        workerId: machine.id,
        ageS: this.grid.seconds(step - machine.launchedStep),
        slots: machine.slots,
        startPath: machine.path,
        draining: machine.state === 'draining',
      };
      workers.push(worker);
      if (machine.state === 'draining') {
        worker.heartbeat = { state: 'draining', agoS: 0, busySlots: machine.holds };
      } else if (machine.state === 'ready') {
        const busySlots = Math.min(machine.slots, fleet.busy - slotsBefore);
        worker.heartbeat = busySlots > 0 ? this.busy(busySlots) : this.idle(machine, slotsBefore, history);
        slotsBefore += machine.slots;
      }
    }
    return workers;
  }

  private busy(busySlots: number): ObservedHeartbeat {
    const known = this.fullyBusy.get(busySlots);
    if (known) return known;
    const heartbeat: ObservedHeartbeat = Object.freeze({ state: 'ready', agoS: 0, busySlots });
    this.fullyBusy.set(busySlots, heartbeat);
    return heartbeat;
  }

  private idle(machine: Machine, slotsBefore: number, history: BusyHistory): ObservedHeartbeat {
    const known = this.idleSince.get(machine);
    const step = Math.max(machine.readyStep, known?.step ?? 0, history.lastAbove(slotsBefore) ?? 0);
    if (known?.step === step) return known.heartbeat;
    const idleSinceMs = EPOCH_MS + Math.round(this.grid.seconds(step) * 1000);
    const heartbeat: ObservedHeartbeat = Object.freeze({
      state: 'ready',
      agoS: 0,
      busySlots: 0,
      idleSinceMs,
    });
    this.idleSince.set(machine, { step, heartbeat });
    return heartbeat;
  }
}
