import { z } from 'zod';

const usd = z.number().min(0);

/**
 * List prices of us-east-1 (N. Virginia) without taxes, free tiers and discounts, in USD, as they were published in 2025.
 * Nobody has looked them up since: put your own into a file and name it in FACEFLEET_COST_FILE.
 */
export const Prices = z.strictObject({
  /** Fargate, Linux on Graviton */
  fargateVcpuHour: usd.default(0.03238),
  fargateGbHour: usd.default(0.00356),
  balancerHour: usd.default(0.0225),
  balancerUnitHour: usd.default(0.008),
  publicAddressHour: usd.default(0.005),
  endpointZoneHour: usd.default(0.01),
  /** cache.t4g.micro with Valkey */
  redisNodeHour: usd.default(0.0128),
  /** c7g.large on demand */
  workerHour: usd.default(0.0725),
  /** Of the on-demand price; it changes by the hour and the zone. */
  spotShare: usd.default(0.4),
  diskGbMonth: usd.default(0.08),
  sqsMillion: usd.default(0.4),
  s3PutMillion: usd.default(5),
  s3GetMillion: usd.default(0.4),
  s3GbMonth: usd.default(0.023),
  alarmMetricMonth: usd.default(0.1),
  /** Of the first 10,000; by the hour in which it is sent. */
  ownMetricMonth: usd.default(0.3),
  secretMonth: usd.default(0.4),
  logGb: usd.default(0.5),
});
export type Prices = z.infer<typeof Prices>;
