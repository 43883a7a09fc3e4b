import { z } from 'zod';
import { JobItemRef } from './bulk';
import { GalleryName, Sha256 } from './names';

/** An object in the images bucket. */
export const ImageKey = z.string().max(200);

/** What every message says. */
export const accepted = {
  v: z.literal(1),
  id: z.uuidv7(),
  submittedAtMs: z.number().int(), // Unix time
  /** Of what job this is an item, if it is. */
  job: JobItemRef.optional(),
};

/** In place of the hash of an image that the client itself put into the store: the recognizer is the first to look at it. */
export const UNCHECKED_IMAGE = 'unchecked';

export const withImage = {
  imageKey: ImageKey,
  imageSha256: z.union([Sha256, z.literal(UNCHECKED_IMAGE)]),
};

export const ModelName = z.string().max(64);

export const withGallery = {
  gallery: GalleryName,
  /** Version of the gallery that the gateway knew: the recognizer answers from this version or a newer one. */
  galleryVersion: z.string().max(64),
  /** The embedding model of a gallery that nobody has created yet. */
  model: ModelName,
};
