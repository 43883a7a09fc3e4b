import { FleetPause, FleetPolicy, FleetPolicyChange, FleetPolicyOverrides } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const AT = '2026-11-23T12:00:00.000Z';
const Reason = z.string().trim().min(1).max(200);

const Change = z
  .strictObject(FleetPolicyChange.shape)
  .refine((change) => Object.keys(change).length > 0, 'name at least one setting');

const PolicyChangeRecord = z.object({
  id: z.uuidv7(),
  at: z.iso.datetime(),
  by: z.string().describe('The id of the API key.'),
  change: FleetPolicyChange,
  before: FleetPolicyOverrides.describe('What was changed from the configuration until then.'),
  after: FleetPolicyOverrides,
});

const PolicyView = z.object({
  policy: FleetPolicy.nullable().describe('In force, as the scaler said last; null: it was not heard yet.'),
  configured: FleetPolicy.nullable().describe('What the scaler was configured with.'),
  overrides: FleetPolicyOverrides.describe('What was ordered in place of it.'),
  changes: z.array(PolicyChangeRecord).describe('The last 50, newest first.'),
});
export type PolicyView = z.infer<typeof PolicyView>;

const VIEW_EXAMPLE: PolicyView = {
  policy: { minWorkers: 0, maxWorkers: 4, deadlineS: 60, idleS: 60 },
  configured: { minWorkers: 0, maxWorkers: 10, deadlineS: 60, idleS: 60 },
  overrides: { maxWorkers: 4 },
  changes: [
    {
      id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
      at: AT,
      by: 'root',
      change: { maxWorkers: 4, idleS: null },
      before: { idleS: 300 },
      after: { maxWorkers: 4 },
    },
  ],
};

const PauseRequest = z.strictObject({
  reason: Reason.optional().describe('For whoever asks why nothing happens.'),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('When the scaler goes on by itself; without it, once it is resumed.'),
});
const ResumeRequest = z.strictObject({ reason: Reason.optional() });
export const parsePauseRequest = (value: unknown) => PauseRequest.safeParse(value);
export const parseResumeRequest = (value: unknown) => ResumeRequest.safeParse(value);

const PauseView = z.object({
  paused: FleetPause.nullable().describe('null: it is not.'),
});
export type PauseView = z.infer<typeof PauseView>;

const PAUSE_EXAMPLE: PauseView = {
  paused: { since: AT, by: 'root', reason: 'moving the queue', until: '2026-11-23T13:00:00.000Z' },
};

export class FleetPolicyChangeDto extends createZodDto(
  Change.meta({ title: 'FleetPolicyChange', example: { maxWorkers: 4, idleS: null } }),
) {}
export class FleetPolicyViewDto extends createZodDto(
  PolicyView.meta({ title: 'FleetPolicyView', example: VIEW_EXAMPLE }),
) {}
export class FleetPauseRequestDto extends createZodDto(
  PauseRequest.meta({ title: 'FleetPauseRequest', example: { reason: 'moving the queue' } }),
) {}
export class FleetResumeRequestDto extends createZodDto(
  ResumeRequest.meta({ title: 'FleetResumeRequest', example: { reason: 'moved' } }),
) {}
export class FleetPauseViewDto extends createZodDto(
  PauseView.meta({ title: 'FleetPauseView', example: PAUSE_EXAMPLE }),
) {}
