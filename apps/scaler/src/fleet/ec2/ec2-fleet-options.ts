import type { Offering } from '@facefleet/aws';
import type { SpendCap } from './spend-meter';

export interface Ec2FleetOptions {
  /** Value of the tag that marks our instances. */
  tag: string;
  launchTemplateId: string;
  /** A number pins it; the other two are looked up, and launches are pinned to what was found. */
  launchTemplateVersion: number | '$Default' | '$Latest';
  /** As many as the launch template gives each worker. */
  slots: number;
  /** Machines that run, start or end, and intents, never are more than this [machines] */
  maxMachines: number;
  /** In order of preference. */
  offerings: Offering[];
  /** Drained machines are stopped and kept until there are so many [machines] */
  warmPool: number;
  /** A machine that runs longer is replaced [ms] */
  maxLifetimeMs?: number;
  /** Absent: none. */
  spendCap?: SpendCap;
  /** A machine whose worker was not heard of by then never will be: it is replaced [ms] */
  bootstrapTimeoutMs: number;
  /** A worker that drains longer than this hangs, and its machine is terminated. Its messages become visible again. */
  drainLimitMs: number;
  /** A call without an answer is repeated after this time, with the same token, until the intent is given up [ms] */
  repeatAfterMs: number;
  /** An intent this old whose machine EC2 never showed is not asked for again [ms] */
  giveUpAfterMs: number;
  /** EC2 may list an instance only a while after it was launched; one that takes longer than this never came to be. */
  listedWithinMs: number;
  /** Between two looks that find the same fault with a machine, before it is terminated for it [ms] */
  secondLookMs: number;
  /** Nothing is ended by a list of the fleet that is older than this [ms] */
  maxListAgeMs: number;
}
