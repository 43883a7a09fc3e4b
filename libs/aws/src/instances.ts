/** The tag whose value says which fleet an EC2 instance belongs to. What does not carry it is never touched. */
export const FLEET_TAG = 'facefleet:fleet';

export interface Instance {
  instanceId: string;
  state: 'pending' | 'running' | 'stopping' | 'shutting-down';
  /** Unix time [ms], as EC2 keeps it: to the second */
  launchedAtMs: number;
}

export interface InstanceLaunch {
  launchTemplateId: string;
  /** A number, `$Default` or `$Latest`. */
  version: string;
  /** The most that are wanted; EC2 may give fewer, but at least one. */
  count: number;
  /** EC2 answers a repeated call with the same token with the same instances. */
  clientToken: string;
  tags: Record<string, string>;
}

/** EC2 instances. Every failure throws, and says EC2's own code of it: `InsufficientInstanceCapacity: …`. */
export abstract class Instances {
  /**
   * All instances of a fleet but those that are stopped or terminated. One launched a moment ago may be missing still.
   *
   * @param fleet value of the tag `FLEET_TAG`
   */
  abstract list(fleet: string): Promise<Instance[]>;

  /** @returns the ids of the new instances, which terminate when they are shut down from inside */
  abstract launch(launch: InstanceLaunch): Promise<string[]>;

  /** Terminating what is terminated already is no error. */
  abstract terminate(instanceIds: string[]): Promise<void>;
}
