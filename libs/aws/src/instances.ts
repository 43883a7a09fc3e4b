import type { InstanceErrorKind } from './instance-error';
import type { Offering } from './offering';

/** The tag whose value says which fleet an EC2 instance belongs to. What does not carry it is never touched. */
export const FLEET_TAG = 'facefleet:fleet';
/** Its value is the id of the intent that an instance was launched for. */
export const INTENT_TAG = 'facefleet:intent';
/** Its value is the number of the launch template's version that an instance was made from. */
export const TEMPLATE_VERSION_TAG = 'facefleet:template-version';

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export interface Instance {
  instanceId: string;
  state: InstanceState;
  /** Of its last start. Unix time [ms], as EC2 keeps it: to the second */
  launchedAtMs: number;
  offering: Offering;
  /** Value of `INTENT_TAG` */
  intentId?: string;
  /** Value of `TEMPLATE_VERSION_TAG` */
  templateVersion?: number;
}

/** A wish for one instance. */
export interface LaunchOrder {
  launchTemplateId: string;
  templateVersion: number;
  /** In order of preference, at least one, all of one way to purchase. */
  offerings: Offering[];
  /** EC2 answers a repeated call with the same token, and the same wishes, with the same instance. */
  clientToken: string;
  tags: Record<string, string>;
}

export interface LaunchAnswer {
  /** undefined: none of the offerings could be had. */
  instanceId?: string;
  /** Offerings that were tried in vain; there can be some beside an instance. */
  refusals: Refusal[];
}

export interface Refusal {
  offering: Offering;
  kind: InstanceErrorKind;
  message: string;
}

/** EC2 instances. Every failure throws an `InstanceError`. */
export abstract class Instances {
  /**
   * All instances of a fleet, also those that are stopped, and those that were terminated as long as EC2 shows them. One
   * launched a moment ago may be missing still.
   *
   * @param fleet value of the tag `FLEET_TAG`
   */
  abstract list(fleet: string): Promise<Instance[]>;

  /**
   * One instance from the first offering that has one. It terminates when it is shut down from inside, provided that the
   * launch template says so.
   */
  abstract launch(order: LaunchOrder): Promise<LaunchAnswer>;

  /** Asks EC2 whether it would launch, which launches nothing. Throws where it would not. */
  abstract rehearse(order: LaunchOrder): Promise<void>;

  /** Starts stopped instances. Starting one that runs is no error. */
  abstract start(instanceIds: string[]): Promise<void>;

  /** Stops instances, which keep their disks and can be started again. */
  abstract stop(instanceIds: string[]): Promise<void>;

  /** Terminating what is terminated already is no error. */
  abstract terminate(instanceIds: string[]): Promise<void>;

  /** @returns the number of the version that the account calls the default, or the latest, at this moment */
  abstract templateVersion(launchTemplateId: string, which: '$Default' | '$Latest'): Promise<number>;
}
