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

const EXAMPLE: Fleet = {
  queue: { visible: 41, inFlight: 3, delayed: 0 },
  workers: [{ workerId: 'worker-79a67e10', state: 'ready', ageS: 12.4, slots: 1, busySlots: 1 }],
  minWorkers: 0,
  maxWorkers: 2,
  decision: {
    at: '2026-11-23T12:00:00.000Z',
    desired: 2,
    current: 1,
    action: 'launch',
    reasons: ['44 messages at 0.04 s each need 2 workers to be done within 2 s.'],
  },
  ageMs: 180,
  cache: { hits: 12, misses: 57 },
};

export class FleetDto extends createZodDto(Fleet.meta({ title: 'Fleet', example: EXAMPLE })) {}
