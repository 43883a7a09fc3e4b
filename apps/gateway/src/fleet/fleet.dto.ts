import { FleetDecision, FleetWorker, QueueCounts } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const Fleet = z.object({
  queue: QueueCounts.describe('As SQS counts it now; approximate.'),
  workers: z.array(FleetWorker).nullable().describe('null: the scaler was not heard yet.'),
  minWorkers: z.number().int().nullable(),
  maxWorkers: z.number().int().nullable(),
  decision: FleetDecision.nullable().describe("The scaler's last decision and why."),
  ageMs: z.number().nullable().describe('How long ago the scaler said so.'),
  cache: z
    .object({ hits: z.number().int(), misses: z.number().int() })
    .describe('Recognitions of this gateway that were answered from the cache, or not, since its start.'),
});
export type Fleet = z.infer<typeof Fleet>;

export class FleetDto extends createZodDto(Fleet.meta({ title: 'Fleet' })) {}
