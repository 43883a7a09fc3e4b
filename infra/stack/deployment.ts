import { AvailabilityZoneRebalancing, type FargateServiceProps } from 'aws-cdk-lib/aws-ecs';

/** New tasks first; where they do not come up, the old ones stay. */
export const DEPLOYMENT = {
  minHealthyPercent: 100,
  maxHealthyPercent: 200,
  circuitBreaker: { rollback: true },
  enableECSManagedTags: true,
  availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
} as const satisfies Partial<FargateServiceProps>;
