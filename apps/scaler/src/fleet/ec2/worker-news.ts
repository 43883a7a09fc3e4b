import type { WorkerState } from '@facefleet/contracts';

/** What a worker said of itself last. */
export interface WorkerWord {
  state: WorkerState;
  busySlots: number;
  /** Unix time [ms], by our own clock */
  receivedAtMs: number;
}

/** What is heard from workers. */
export abstract class WorkerNews {
  abstract of(workerId: string): WorkerWord | undefined;

  /** Since when every worker that lives could be heard [Unix time, ms]; undefined while none can. */
  abstract flowingSinceMs(): number | undefined;
}
