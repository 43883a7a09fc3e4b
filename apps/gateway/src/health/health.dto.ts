import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const Parts = z
  .record(z.string(), z.looseObject({ status: z.enum(['up', 'down']) }))
  .describe('By part: `queue`, `object-store`, `audit-log`, `redis`, `dead-letters`.');

const Readiness = z.object({
  status: z.enum(['ok', 'error', 'shutting_down']),
  info: Parts.optional().describe('The parts that are up.'),
  error: Parts.optional().describe('The parts that are down.'),
  details: Parts,
});

const Liveness = z.object({ status: z.literal('ok') });

const UP = {
  queue: { status: 'up' },
  'object-store': { status: 'up' },
  redis: { status: 'up' },
  'dead-letters': { status: 'up' },
};

export class LivenessDto extends createZodDto(Liveness.meta({ title: 'Liveness' })) {}
export class ReadinessDto extends createZodDto(
  Readiness.meta({ title: 'Readiness', example: { status: 'ok', info: UP, error: {}, details: UP } }),
) {}
