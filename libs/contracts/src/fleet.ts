import { z } from 'zod';
import { WorkerState } from './events';
import { FleetMode, FleetPause, FleetPolicy } from './fleet-policy';

const counts = {
  visible: z.number().int().min(0).describe('Waiting to be received.'),
  inFlight: z.number().int().min(0).describe('Received, not yet deleted.'),
  delayed: z.number().int().min(0),
};

/** What SQS says of the queues. Approximate by nature. */
export const QueueCounts = z.object({
  ...counts,
  interactive: z
    .object(counts)
    .optional()
    .describe('Of these, what somebody waits for: all but bulk work. Absent in what an older scaler says.'),
});
export type QueueCounts = z.infer<typeof QueueCounts>;

export const FleetWorker = z.object({
  workerId: z.string(),
  state: z
    .union([WorkerState, z.literal('launching'), z.literal('silent')])
    .describe('`silent`: no heartbeat for a while.'),
  ageS: z.number(),
  slots: z.number().int().optional(),
  busySlots: z.number().int().optional(),
});
export type FleetWorker = z.infer<typeof FleetWorker>;

export const FleetDecision = z.object({
  at: z.iso.datetime(),
  desired: z.number().int().min(0),
  current: z.number().int().min(0).describe('Workers running or on their way, without those that drain.'),
  action: z.enum(['launch', 'drain', 'hold', 'freeze']).describe('`freeze`: too little was seen to act on.'),
  reasons: z.array(z.string()).describe('Sentences for an operator, most important first.'),
});
export type FleetDecision = z.infer<typeof FleetDecision>;

/** Scaler -> gateways, after each tick. */
export const FleetStatus = z.object({
  at: z.iso.datetime(),
  minWorkers: z.number().int(),
  maxWorkers: z.number().int(),
  queue: QueueCounts.nullable().describe('null: the scaler could not see the queue.'),
  workers: z.array(FleetWorker),
  decision: FleetDecision,
  /** Absent in what an older scaler says, as all that follows. */
  mode: FleetMode.optional(),
  /** null: it is not paused. */
  pause: FleetPause.nullable().optional(),
  /** In force now. */
  policy: FleetPolicy.optional(),
  /** What it was configured with; its `maxWorkers` is never exceeded. */
  configured: FleetPolicy.optional(),
  /** What is reckoned with: measured, or else as it was configured. */
  capacity: z
    .object({
      serviceTimeS: z.number().min(0).describe('Of one message on one slot.'),
      bootS: z.number().min(0).describe('From launch to readiness.'),
      slots: z.number().int().min(1).describe('Of a new worker.'),
    })
    .optional(),
  /** `process`: workers run beside the scaler and cost nothing; `ec2`: each is an instance that is paid. */
  fleetKind: z.enum(['process', 'ec2']).optional(),
  accepted: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Messages since counting began; it begins anew with a scaler. Absent: nobody could be asked.'),
  oldestAgeS: z
    .number()
    .min(0)
    .optional()
    .describe(
      'The oldest message that is not finished has waited at least so long. Absent: nothing waits, or it is not known.',
    ),
  /** Machines have run since midnight UTC; processes since this scaler began, if that was later [s] */
  machineSToday: z.number().min(0).optional(),
});
export type FleetStatus = z.infer<typeof FleetStatus>;
