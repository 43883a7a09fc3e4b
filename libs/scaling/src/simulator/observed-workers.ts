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
  /** By the number of busy slots. */
  private readonly busyHeartbeats: ObservedHeartbeat[];

  constructor(
    private readonly grid: Grid,
    slots: number,
  ) {
    this.busyHeartbeats = Array.from({ length: slots + 1 }, (_, busySlots) =>
      Object.freeze({ state: 'ready', agoS: 0, busySlots }),
    );
  }

  observe(fleet: SimulatedFleet, history: BusyHistory, step: number): ObservedWorker[] {
    const lastAbove = history.search();
    let slotsBefore = 0;
    return fleet.machines.map((machine): ObservedWorker => {
      const { id: workerId, path: startPath, slots, state } = machine;
      const ageS = this.grid.seconds(step - machine.launchedStep);
      if (state === 'ready') {
        const busySlots = Math.min(slots, fleet.busy - slotsBefore);
        const heartbeat =
          busySlots > 0 ? this.busyHeartbeats[busySlots]! : this.idle(machine, lastAbove(slotsBefore));
        slotsBefore += slots;
        return { workerId, ageS, slots, startPath, draining: false, heartbeat };
      }
      if (state === 'draining') {
        const heartbeat: ObservedHeartbeat = { state, agoS: 0, busySlots: machine.holds };
        return { workerId, ageS, slots, startPath, draining: true, heartbeat };
      }
      return { workerId, ageS, slots, startPath, draining: false };
    });
  }

  private idle(machine: Machine, lastBusyStep: number): ObservedHeartbeat {
    if (machine.idleHeartbeat === undefined || lastBusyStep > machine.idleSinceStep) {
      machine.idleSinceStep = Math.max(machine.readyStep, lastBusyStep);
      const idleSinceMs = EPOCH_MS + Math.round(this.grid.seconds(machine.idleSinceStep) * 1000);
      machine.idleHeartbeat = Object.freeze({ state: 'ready', agoS: 0, busySlots: 0, idleSinceMs });
    }
    return machine.idleHeartbeat;
  }
}
