import { z } from 'zod';
import { JobResult } from './job-result';
import { GalleryName } from './names';

/**
 * Events travel over the Nest Redis transport and may be lost: each is a speed-up or a picture, never the truth.
 * Their names are the transport's patterns.
 */
export const Events = {
  jobFinished: 'job.finished',
  galleryChanged: 'gallery.changed',
  workerHeartbeat: 'worker.heartbeat',
  workerDrain: 'worker.drain',
  gatewayHeartbeat: 'gateway.heartbeat',
  fleetStatus: 'fleet.status',
  fleetOrdered: 'fleet.ordered',
  webhooksChanged: 'webhooks.changed',
  keysChanged: 'keys.changed',
} as const;

/** Recognizer -> gateways: this result lies in the store; whoever waits for it may answer. */
export const JobFinished = z.object({
  result: JobResult,
  /** It was an item of a job, for which nobody waits. */
  bulk: z.boolean().optional(),
});
export type JobFinished = z.infer<typeof JobFinished>;

/** Whoever changed a gallery -> everybody who keeps it in memory. */
export const GalleryChanged = z.object({
  gallery: GalleryName,
  /** Somebody was erased: what a memory holds of this gallery's answers is to be forgotten. */
  erased: z.boolean().optional(),
});
export type GalleryChanged = z.infer<typeof GalleryChanged>;

export const WorkerState = z.enum(['starting', 'ready', 'draining', 'drained']);
export type WorkerState = z.infer<typeof WorkerState>;

/** What a process has sent to the queues of work: the same in the heartbeats of all that send. */
export const SentWork = z.object({
  /** When it began to count, by the clock of `atMs` [Unix time, ms] */
  sinceMs: z.number().int(),
  /** Messages that the queues have taken since. */
  messages: z.number().int().min(0),
});
export type SentWork = z.infer<typeof SentWork>;

/** Recognizer -> scaler, every `HEARTBEAT_INTERVAL_MS` and at each change of state. */
export const WorkerHeartbeat = z.object({
  workerId: z.string(),
  state: WorkerState,
  atMs: z.number().int(), // Unix time
  slots: z.number().int().min(1),
  busySlots: z.number().int().min(0),
  finished: z.number().int().min(0).describe('Messages finished since start.'),
  /** Exponentially weighted mean time of one message on one slot; absent until one was finished. */
  serviceTimeMs: z.number().optional(),
  /** When the message in hand was sent that was sent first [Unix time, ms]; absent while there is none. */
  oldestInHandAtMs: z.number().int().optional(),
  /** When the message was sent that was received last [Unix time, ms] */
  lastReceivedSentAtMs: z.number().int().optional(),
  /** Absent in the heartbeats of an older recognizer. */
  sent: SentWork.optional(),
});
export type WorkerHeartbeat = z.infer<typeof WorkerHeartbeat>;
export const HEARTBEAT_INTERVAL_MS = 1_000;

/** Gateway -> scaler, every `HEARTBEAT_INTERVAL_MS`. */
export const GatewayHeartbeat = z.object({
  /** Another one after each start. */
  gatewayId: z.string(),
  atMs: z.number().int(), // Unix time
  sent: SentWork,
  /** When the oldest request was accepted that a client of this gateway waits for; absent while nobody waits. */
  oldestAwaitedAtMs: z.number().int().optional(),
});
export type GatewayHeartbeat = z.infer<typeof GatewayHeartbeat>;

/**
 * Scaler -> the recognizer of this name, which finishes what it holds and ends. Said again and again until it is gone:
 * hearing it twice is harmless.
 */
export const WorkerDrain = z.object({ workerId: z.string() });
export type WorkerDrain = z.infer<typeof WorkerDrain>;
