import { z } from 'zod';

/** Whatever the scaling policy works with: its parts grow, and who keeps or hands them on need not know them. */
const Recorded = z.record(z.string(), z.unknown());

/**
 * One decision of the scaler with all that it was made from, so that it can be made again. What it knows of its parts is
 * what readers rely on.
 */
export const FleetRecord = z.object({
  v: z.literal(1),
  scalerId: z.string().describe('Another one after each start of a scaler, and each time it takes the lead.'),
  seq: z
    .number()
    .int()
    .min(1)
    .describe('Counts the decisions of this scaler: none is missing between 4 and 5.'),
  at: z.iso.datetime(),
  changed: z.boolean().describe('It launches or drains, or differs from the decision before.'),
  held: z.string().optional().describe('Why it was not carried out, where it was not.'),
  observation: Recorded.describe('What was seen.'),
  stateBefore: Recorded.optional().describe(
    'What the decisions before had left to remember: in the first record of a scaler, and about once a minute. Any other begins with what the one before it leaves.',
  ),
  policy: Recorded.describe('The policy in force.'),
  decision: z
    .looseObject({
      desired: z.number().int().min(0),
      current: z.number().int().min(0),
      action: z.string(),
      launch: z.number().int().min(0),
      drain: z.array(z.string()),
      reasons: z.array(z.string()),
    })
    .describe('What came of it, and why.'),
});
export type FleetRecord = z.infer<typeof FleetRecord>;
