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
  fleetStatus: 'fleet.status',
  webhooksChanged: 'webhooks.changed',
  keysChanged: 'keys.changed',
} as const;

/** Recognizer -> gateways: this result lies in the store; whoever waits for it may answer. */
export const JobFinished = z.object({ result: JobResult });
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
});
export type WorkerHeartbeat = z.infer<typeof WorkerHeartbeat>;
export const HEARTBEAT_INTERVAL_MS = 1_000;
/**
 * Scaler -> the recognizer of this name, which finishes what it holds and ends. Said again and again until it is gone:
 * hearing it twice is harmless.
 */
export const WorkerDrain = z.object({ workerId: z.string() });
export type WorkerDrain = z.infer<typeof WorkerDrain>;
