import { GalleryName } from '@facefleet/contracts';
import { z } from 'zod';

/** The kind of its jobs. */
export const MODEL_CHANGE = 'model';

/** A gallery is to compare faces by another model: `options` of its job. */
export const ModelChangeOptions = z.object({
  gallery: GalleryName,
  from: z.string(),
  to: z.string(),
  /** It is not switched where a smaller part of the faces has an embedding by the new model, 0..1. */
  minimumShare: z.number().min(0).max(1),
});
export type ModelChangeOptions = z.infer<typeof ModelChangeOptions>;

/** A face without an embedding by the new model, in the manifest of its job. */
export const ModelChangeItem = z.object({ faceId: z.uuidv7(), imageKey: z.string() });
export type ModelChangeItem = z.infer<typeof ModelChangeItem>;

export type ModelChangeStatus = 'embedding' | 'switched' | 'failed' | 'cancelled';

export interface ModelChange extends ModelChangeOptions {
  id: string;
  status: ModelChangeStatus;
  /** Faces that lacked an embedding by the new model; null while they are being listed. */
  total: number | null;
  done: number;
  failed: number;
  startedAt: string;
}
