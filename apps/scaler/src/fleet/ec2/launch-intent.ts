import { createHash } from 'node:crypto';
import { offeringName } from '@facefleet/aws';
import { z } from 'zod';

const StoredOffering = z.object({
  instanceType: z.string().optional(),
  subnetId: z.string().optional(),
  purchase: z.enum(['spot', 'on-demand']),
});

/** The wish for one machine, written down before EC2 hears of it, and until the machine is seen in EC2's own list. */
export const LaunchIntent = z.object({
  v: z.literal(1),
  id: z.uuid(),
  createdAtMs: z.number().int(), // Unix time
  /** Of the leader who had the wish. */
  epoch: z.number().int(),
  path: z.enum(['cold', 'stopped']),
  /** `stopped`: the machine to start. `cold`: the machine that EC2 gave, once it said so. */
  instanceId: z.string().optional(),
  templateVersion: z.number().int(),
  /** Counts the calls that differ in what they ask for; a repeated call is the same attempt. */
  attempt: z.number().int().min(0),
  /** `cold`: what the last attempt asks for. */
  offerings: z.array(StoredOffering),
  /** When the call of the last attempt was made, or was about to be. */
  askedAtMs: z.number().int(),
});
export type LaunchIntent = z.infer<typeof LaunchIntent>;

/** The same for each repetition of one attempt, so that EC2 launches once however often it is asked. */
export function clientTokenOf({ id, attempt, offerings }: LaunchIntent): string {
  const text = JSON.stringify([id, attempt, offerings.map(offeringName)]);
  return createHash('sha256').update(text).digest('hex'); // 64 characters, which is the most that EC2 takes
}
