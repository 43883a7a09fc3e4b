import type { StartPath } from '@facefleet/scaling';

/** One machine (or process) of ours, whatever it is doing. */
export interface FleetMember {
  workerId: string;
  /** When its launch was asked for [Unix time, ms] */
  launchedAtMs: number;
  slots: number;
  startPath: StartPath;
  /** It was asked to drain. */
  draining: boolean;
}

/** Where workers come from and go to. */
export abstract class Fleet {
  /**
   * All members, those that still start or drain included; one that has ended is no longer among them.
   *
   * @throws when the fleet cannot be seen: that must never read as an empty fleet
   */
  abstract list(): Promise<FleetMember[]>;

  /** @returns the ids of the launched workers; fewer than asked for where something stands in the way */
  abstract launch(count: number): Promise<string[]>;

  /** Asks a worker to finish what it holds and to end. Resolves once it was asked; one that is gone already is fine. */
  abstract drain(workerId: string): Promise<void>;

  /**
   * Carries out what was decided before, by what the last `list` saw: ends machines that have drained, and asks those
   * again that have not. Also while the scaler is paused.
   */
  abstract finish(): Promise<void>;

  /** What the fleet decides by itself, by what the last `list` saw: it replaces old machines, and dead ones. */
  abstract upkeep(): Promise<void>;

  /** Why a launch would do nothing now, a clause such as `the last worker ended after 0.2 s`. */
  abstract launchObstacle(): string | undefined;

  /** Why only one would be launched now, as a trial: such a clause, too. */
  abstract launchTrial(): string | undefined;

  /** Launches that came to nothing since the start: refused, or ended or given up before their worker was ready. */
  abstract failedLaunches(): number;

  /** Stopped machines that the next launches would start; undefined where there is no such thing. */
  abstract stoppedMachines(): number | undefined;

  /** How long machines have run since midnight UTC, or since this scaler began to count [s] */
  abstract machineSToday(): number;

  /** Another scaler runs this fleet: whoever stands by only looks. */
  abstract standsBy(): boolean;
}
