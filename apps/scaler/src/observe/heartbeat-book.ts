import type { WorkerHeartbeat } from '@facefleet/contracts';
import type { Clock } from '@facefleet/platform';

/** The newest heartbeat of a worker, and what several in a row tell. Times by our own clock [Unix time, ms]. */
export interface HeartbeatEntry {
  heartbeat: WorkerHeartbeat;
  receivedAtMs: number;
  /** Since when it has neither had nor finished a message; undefined while it is busy. */
  idleSinceMs: number | undefined;
  /** When it first said that it is ready, since it started last. */
  readyAtMs: number | undefined;
}

/** What workers say of themselves. */
export class HeartbeatBook {
  private readonly entries = new Map<string, HeartbeatEntry>();
  private lastServiceTimeMs: number | undefined;

  constructor(private readonly clock: Clock) {}

  record(heartbeat: WorkerHeartbeat): void {
    const nowMs = this.clock.nowMs();
    const last = this.entries.get(heartbeat.workerId);
    const isNewLife = heartbeat.state === 'starting' || heartbeat.finished < (last?.heartbeat.finished ?? 0);
    const before = isNewLife ? undefined : last;
    // A message can come and go between two heartbeats: the number of finished ones tells.
    const idleStill = before?.heartbeat.finished === heartbeat.finished ? before.idleSinceMs : undefined;
    this.entries.set(heartbeat.workerId, {
      heartbeat,
      receivedAtMs: nowMs,
      idleSinceMs: heartbeat.busySlots > 0 ? undefined : (idleStill ?? nowMs),
      readyAtMs: before?.readyAtMs ?? (heartbeat.state === 'ready' ? nowMs : undefined),
    });
    this.lastServiceTimeMs = this.meanServiceTimeMs() ?? this.lastServiceTimeMs;
  }

  of(workerId: string): HeartbeatEntry | undefined {
    return this.entries.get(workerId);
  }

  /** Mean over the workers; outlives them, so that the first plan after a quiet night is not a guess [ms] */
  get serviceTimeMs(): number | undefined {
    return this.lastServiceTimeMs;
  }

  /** Forgets workers that are gone. */
  keepOnly(workerIds: Iterable<string>): void {
    const staying = new Set(workerIds);
    for (const workerId of this.entries.keys()) if (!staying.has(workerId)) this.entries.delete(workerId);
  }

  private meanServiceTimeMs(): number | undefined {
    const known = [...this.entries.values()].flatMap(({ heartbeat }) => heartbeat.serviceTimeMs ?? []);
    return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0) / known.length;
  }
}
