import { FleetRecord } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const MAX_A_PAGE = 1_000;

const DecisionsQuery = z.object({
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'Only decisions from then on. A download begins up to a minute before, so that its decisions can be made again; without it, an hour ago.',
    ),
  until: z.iso.datetime({ offset: true }).optional().describe('Only decisions before then.'),
  limit: z.coerce.number().int().min(1).max(MAX_A_PAGE).default(100).describe('Of a page.'),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'),
  changed: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true`: only decisions that launched, drained or differed from the one before.'),
  format: z.enum(['json', 'jsonl']).optional().describe('`jsonl` is the download, whatever `Accept` says.'),
});
export type DecisionsQuery = z.infer<typeof DecisionsQuery>;

const Decisions = z.object({
  decisions: z.array(FleetRecord).describe('Newest first.'),
  nextCursor: z
    .string()
    .nullable()
    .describe('null: this is the last page. Others may be short, or even empty.'),
});
export type Decisions = z.infer<typeof Decisions>;

const EXAMPLE: Decisions = {
  decisions: [
    {
      v: 1,
      scalerId: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
      seq: 4711,
      at: '2026-11-23T12:00:00.000Z',
      changed: true,
      observation: {
        nowMs: 1795435200000,
        queue: { visible: 41, inFlight: 3, delayed: 0 },
        accepted: 1044,
        oldestAgeS: 1.2,
        workers: [],
        heartbeatsFlow: true,
        serviceTimeMs: 41.3,
      },
      stateBefore: { empty: { count: 0 }, noneInFlight: { count: 0 } },
      policy: { minWorkers: 0, maxWorkers: 2, slots: 1, deadlineS: 2, idleS: 15, lateCostS: 1 },
      decision: {
        desired: 2,
        current: 0,
        action: 'launch',
        launch: 2,
        drain: [],
        reasons: [
          'Launching 2 workers: 0 ready or on their way.',
          'Even the maximum of 2 workers leaves 41 answers later than the promised 2 s.',
        ],
      },
    },
  ],
  nextCursor: '2026-11-23T115958.120Z-019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11~17',
};

export class DecisionsQueryDto extends createZodDto(DecisionsQuery) {}
export class FleetDecisionsDto extends createZodDto(
  Decisions.meta({ title: 'FleetDecisions', example: EXAMPLE }),
) {}
