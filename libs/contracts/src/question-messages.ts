import { z } from 'zod';
import { accepted, ImageKey, ModelName, withGallery, withImage } from './message-parts';
import { MAX_CANDIDATES, MAX_FACES, PersonId, Sha256 } from './names';
import { MaxFalseMatchRate } from './results';

/** Where are faces in this image? */
export const DetectionRequest = z.object({
  ...accepted,
  ...withImage,
  kind: z.literal('detection'),
  /** Its set names the detector. */
  model: ModelName,
  maxFaces: z.number().int().min(1).max(MAX_FACES),
});
export type DetectionRequest = z.infer<typeof DetectionRequest>;

/** Is the face in the source one of those in the target? */
export const ComparisonRequest = z.object({
  ...accepted,
  kind: z.literal('comparison'),
  sourceImageKey: ImageKey,
  sourceImageSha256: Sha256,
  targetImageKey: ImageKey,
  targetImageSha256: Sha256,
  model: ModelName,
  maxFalseMatchRate: MaxFalseMatchRate,
});
export type ComparisonRequest = z.infer<typeof ComparisonRequest>;

/** Does this image show this person? */
export const VerificationRequest = z.object({
  ...accepted,
  ...withImage,
  ...withGallery,
  kind: z.literal('verification'),
  personId: PersonId,
  /** In place of the gallery's own. */
  maxFalseMatchRate: MaxFalseMatchRate.optional(),
});
export type VerificationRequest = z.infer<typeof VerificationRequest>;

/** Who looks like this enrolled face? */
export const SearchRequest = z.object({
  ...accepted,
  ...withGallery,
  kind: z.literal('search'),
  faceId: z.uuidv7(),
  maxCandidates: z.number().int().min(1).max(MAX_CANDIDATES),
  /** In place of the gallery's own. */
  maxFalseMatchRate: MaxFalseMatchRate.optional(),
});
export type SearchRequest = z.infer<typeof SearchRequest>;
