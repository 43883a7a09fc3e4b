import {
  FleetDecision,
  FleetMode,
  FleetPause,
  FleetPolicy,
  FleetWorker,
  QueueCounts,
} from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const Fleet = z.object({
  queue: QueueCounts.describe('As SQS counts it now; approximate.'),
  workers: z.array(FleetWorker).nullable().describe('null: the scaler was not heard yet.'),
  minWorkers: z.number().int().nullable(),
  maxWorkers: z.number().int().nullable(),
  desired: z.number().int().nullable().describe('Workers that the scaler wants now.'),
  deadlineS: z.number().int().nullable().describe('Within which what waits is to be done.'),
  mode: FleetMode.nullable().describe('Whether the scaler acts, or only decides.'),
  paused: FleetPause.nullable().describe('null: it is not.'),
  policy: FleetPolicy.nullable().describe('In force, as far as operators may change it.'),
  machineSToday: z
    .number()
    .nullable()
    .describe(
      'Seconds that machines have run since midnight UTC (processes: since the start of the scaler, if that was later); null where the scaler does not say so.',
    ),
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
  desired: 2,
  deadlineS: 2,
  mode: 'act',
  paused: null,
  policy: { minWorkers: 0, maxWorkers: 2, deadlineS: 2, idleS: 15 },
  machineSToday: 96,
  decision: {
    at: '2026-11-23T12:00:00.000Z',
    desired: 2,
    current: 1,
    action: 'launch',
    reasons: [
      'Launching 1 worker: 1 ready or on their way.',
      '2 workers keep the promised 2 s; with 1, 19 answers would be late.',
      'Backlog 44 (41 waiting, 3 in flight, 0 delayed, the oldest 0.25 s old); 3 arrive a second, 0.041 s each on a slot.',
    ],
  },
  ageMs: 180,
  cache: { hits: 12, misses: 57 },
};

export class FleetDto extends createZodDto(Fleet.meta({ title: 'Fleet', example: EXAMPLE })) {}

const Desired = z.object({
  desired: z.number().int().min(0).describe('Workers that the scaler wants.'),
  backlog: z.number().int().min(0).describe('Messages that wait or are in work.'),
  at: z.iso.datetime().describe('When the scaler said so.'),
});
export type Desired = z.infer<typeof Desired>;

export class DesiredWorkersDto extends createZodDto(
  Desired.meta({
    title: 'DesiredWorkers',
    example: { desired: 3, backlog: 41, at: '2026-11-23T12:00:00.000Z' },
  }),
) {}
