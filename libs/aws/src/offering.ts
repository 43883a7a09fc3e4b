export type Purchase = 'spot' | 'on-demand';

/** One way to buy a machine. What it leaves open is as the launch template says. */
export interface Offering {
  instanceType?: string;
  /** Stands for the zone. */
  subnetId?: string;
  purchase: Purchase;
}

/** `spot c7i.large subnet-1`: in logs, and where offerings are told apart. */
export function offeringName({ purchase, instanceType, subnetId }: Offering): string {
  return [purchase, instanceType, subnetId].filter((part) => part !== undefined).join(' ');
}
