import type { Instance, InstanceState } from '@facefleet/aws';

const OCCUPIED: readonly InstanceState[] = ['pending', 'running', 'stopping', 'shutting-down'];

/** Whether it is there and costs, or may still be at work. */
export const isOccupied = ({ state }: Instance): boolean => OCCUPIED.includes(state);
export const isUp = ({ state }: Instance): boolean => state === 'pending' || state === 'running';

/** EC2 shows what it has terminated for a while, as such: what it does not show at all may be back in a moment. */
const MISSED_FOR_MS = 30_000;

interface Missed {
  machine: Instance;
  sinceMs: number;
}

/**
 * The machines of this fleet as EC2 lists them. A list may lack for a moment what the one before had: a machine is gone
 * when EC2 says so, or when no list has had it for a while.
 */
export class Machines {
  private listed = new Map<string, Instance>();
  private missed = new Map<string, Missed>();
  private listedAtMs: number | undefined;

  /** @returns those that have ended, or stopped, since the list before */
  see(listing: Instance[], nowMs: number): Instance[] {
    const before = this.occupied();
    const listed = new Map(listing.map((instance) => [instance.instanceId, instance]));
    const missed = before
      .filter(({ instanceId }) => !listed.has(instanceId))
      .map((machine) => ({ machine, sinceMs: this.missed.get(machine.instanceId)?.sinceMs ?? nowMs }));
    const isLost = ({ sinceMs }: Missed) => nowMs - sinceMs >= MISSED_FOR_MS;
    const ended = before.filter(({ instanceId }) => {
      const now = listed.get(instanceId);
      return now !== undefined && !isOccupied(now);
    });
    this.listed = listed;
    const waitedFor = missed.filter((one) => !isLost(one));
    this.missed = new Map(waitedFor.map((one) => [one.machine.instanceId, one]));
    this.listedAtMs = nowMs;
    return [...ended, ...missed.filter(isLost).map(({ machine }) => machine)];
  }

  /** Those that occupy a place, those included that the last lists lacked. */
  occupied(): Instance[] {
    const missed = [...this.missed.values()].map(({ machine }) => machine);
    return [...this.listed.values(), ...missed].filter(isOccupied);
  }

  stopped(): Instance[] {
    return [...this.listed.values()].filter(({ state }) => state === 'stopped');
  }

  /** Ours beyond doubt: the last list under our tag has it. Nothing else may be touched. */
  own(instanceId: string): Instance | undefined {
    return this.listed.get(instanceId);
  }

  /** Also where the last list lacked it. */
  ofIntent(intentId: string): Instance | undefined {
    const missed = [...this.missed.values()].map(({ machine }) => machine);
    return [...this.listed.values(), ...missed].find((one) => one.intentId === intentId);
  }

  ageMs(nowMs: number): number {
    return this.listedAtMs === undefined ? Infinity : nowMs - this.listedAtMs;
  }
}
