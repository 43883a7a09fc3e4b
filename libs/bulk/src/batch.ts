import { GalleryName, MAX_FACES, MaxFalseMatchRate, Sha256 } from '@facefleet/contracts';
import { z } from 'zod';

/** The kind of its jobs. */
export const BATCH = 'batch';

/** The same question about many images: `options` of its job. */
export const BatchOptions = z.object({
  gallery: GalleryName,
  /** When the batch was accepted: it is answered from this version or a newer one. */
  galleryVersion: z.string().max(64),
  model: z.string().max(64),
  maxFaces: z.number().int().min(1).max(MAX_FACES),
  maxFalseMatchRate: MaxFalseMatchRate.optional(),
});
export type BatchOptions = z.infer<typeof BatchOptions>;

/** One image of a batch, in the manifest of its job. */
export const BatchItem = z.object({
  /** As the client calls it: the name of a file, or the key of an upload. */
  name: z.string(),
  imageKey: z.string(),
  /** Absent: nobody has looked at the image yet. */
  imageSha256: Sha256.optional(),
});
export type BatchItem = z.infer<typeof BatchItem>;
