import { ErrorCode, GalleryName, PersonId, PersonName, Sha256 } from '@facefleet/contracts';
import { z } from 'zod';

/** The kind of its jobs. */
export const IMPORT = 'import';

export const ArchiveType = z.enum(['zip', 'tar', 'gzip']);
export type ArchiveType = z.infer<typeof ArchiveType>;

/** Where an archive lies, in the images bucket, until all that is in it was sent. */
export const archiveKey = (importId: string): string => `imports/${importId}/archive`;

/** Faces of many people for one gallery: `options` of its job. */
export const ImportOptions = z.object({
  gallery: GalleryName,
  /** Of a gallery that nobody has created yet. */
  model: z.string().max(64),
  /** Absent: the items are listed already, and are uploads. */
  archive: z.object({ type: ArchiveType, bytes: z.number().int() }).optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/** One image of an import, in the manifest of its job. */
export const ImportItem = z.object({
  /** As the client calls it: its path in the archive, or the key of the upload. */
  name: z.string(),
  /** null where its place in the archive says nothing that can be an id. */
  personId: PersonId.nullable(),
  personName: PersonName.optional(),
  /** Absent where it was rejected. */
  imageKey: z.string().optional(),
  /** Absent: nobody has looked at the image yet. */
  imageSha256: Sha256.optional(),
  /** Why it was rejected. */
  error: z.object({ code: ErrorCode, detail: z.string() }).optional(),
});
export type ImportItem = z.infer<typeof ImportItem>;
