import type { Instance, InstanceState } from '@facefleet/aws';

const OCCUPIED: readonly InstanceState[] = ['pending', 'running', 'stopping', 'shutting-down'];

/** Whether it is there and costs, or may still be at work. */
export const isOccupied = ({ state }: Instance): boolean => OCCUPIED.includes(state);
export const isUp = ({ state }: Instance): boolean => state === 'pending' || state === 'running';

/**
 * The machines of this fleet as EC2 lists them. A list may lack for a moment what the one before had: a machine is gone
 * when EC2 says so, or when two lists in a row lack it.
 */
export class Machines {
  private listed = new Map<string, Instance>();
  private missedOnce = new Map<string, Instance>();
  private listedAtMs: number | undefined;

  /** @returns those that have ended, or stopped, since the list before */
  see(listing: Instance[], nowMs: number): Instance[] {
    const before = [...this.listed.values(), ...this.missedOnce.values()].filter(isOccupied);
    const listed = new Map(listing.map((instance) => [instance.instanceId, instance]));
    const unlisted = before.filter(({ instanceId }) => !listed.has(instanceId));
    const missedTwice = unlisted.filter(({ instanceId }) => this.missedOnce.has(instanceId));
    const missed = unlisted.filter(({ instanceId }) => !this.missedOnce.has(instanceId));
    const ended = before.filter(({ instanceId }) => {
      const now = listed.get(instanceId);
      return now !== undefined && !isOccupied(now);
    });
    this.listed = listed;
    this.missedOnce = new Map(missed.map((instance) => [instance.instanceId, instance]));
    this.listedAtMs = nowMs;
    return [...ended, ...missedTwice];
  }

  /** Those that occupy a place, one that the last list lacked included. */
  occupied(): Instance[] {
    return [...this.listed.values(), ...this.missedOnce.values()].filter(isOccupied);
  }

  stopped(): Instance[] {
    return [...this.listed.values()].filter(({ state }) => state === 'stopped');
  }

  /** Ours beyond doubt: the last list under our tag has it. Nothing else may be touched. */
  own(instanceId: string): Instance | undefined {
    return this.listed.get(instanceId);
  }

  ofIntent(intentId: string): Instance | undefined {
    return [...this.listed.values()].find((one) => one.intentId === intentId);
  }

  ageMs(nowMs: number): number {
    return this.listedAtMs === undefined ? Infinity : nowMs - this.listedAtMs;
  }
}
