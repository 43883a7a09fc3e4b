import { z } from 'zod';

/** What operators may change of the scaling policy while it is in force. */
export const FleetPolicy = z.object({
  minWorkers: z.number().int().min(0).max(10_000).describe('Workers kept even without work.'),
  maxWorkers: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .describe("Machines at once, those that start or drain included; at most the scaler's own maximum."),
  deadlineS: z.number().int().min(1).max(86_400).describe('What waits is to be done within this time.'),
  idleS: z
    .number()
    .int()
    .min(0)
    .max(86_400)
    .describe(
      'A worker goes when it would not be missed for so long; the last one when there was nothing to do for at least so long.',
    ),
});
export type FleetPolicy = z.infer<typeof FleetPolicy>;

/** What of it was changed; the rest is as the scaler was configured. */
export const FleetPolicyOverrides = FleetPolicy.partial();
export type FleetPolicyOverrides = z.infer<typeof FleetPolicyOverrides>;

const setting = FleetPolicy.shape;
/** null: as configured again. */
export const FleetPolicyChange = z.object({
  minWorkers: setting.minWorkers.nullable().optional(),
  maxWorkers: setting.maxWorkers.nullable().optional(),
  deadlineS: setting.deadlineS.nullable().optional(),
  idleS: setting.idleS.nullable().optional(),
});
export type FleetPolicyChange = z.infer<typeof FleetPolicyChange>;

export const FleetPause = z.object({
  since: z.iso.datetime(),
  by: z.string().describe('The id of the API key that asked for it.'),
  reason: z.string().nullable(),
  until: z.iso
    .datetime()
    .nullable()
    .describe('From then on the scaler acts again; null: until it is resumed.'),
});
export type FleetPause = z.infer<typeof FleetPause>;

/** `act`: it launches and drains; `dry-run` and `shadow`: it decides only. */
export const FleetMode = z.enum(['act', 'dry-run', 'shadow']);
export type FleetMode = z.infer<typeof FleetMode>;

/** Gateway -> scaler and gateways: there is a new order; whoever goes by them should look. */
export const FleetOrdered = z.object({ id: z.string() });
export type FleetOrdered = z.infer<typeof FleetOrdered>;
