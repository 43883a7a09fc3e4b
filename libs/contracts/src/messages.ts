import { z } from 'zod';
import { accepted, ImageKey, ModelName, withGallery, withImage } from './message-parts';
import { GalleryName, MAX_FACES, MAX_NEAREST, PersonId, PersonName } from './names';
import { ComparisonRequest, DetectionRequest, SearchRequest, VerificationRequest } from './question-messages';
import { MaxFalseMatchRate } from './results';

const common = { ...accepted, ...withImage, ...withGallery };

/** Who is in this image? */
export const RecognitionRequest = z.object({
  ...common,
  kind: z.literal('recognition'),
  maxFaces: z.number().int().min(1).max(MAX_FACES),
  /** How many of the nearest people each face is answered with, whatever the decision. */
  maxCandidates: z.number().int().min(0).max(MAX_NEAREST).default(0),
  /** In place of the gallery's own. */
  maxFalseMatchRate: MaxFalseMatchRate.optional(),
});
export type RecognitionRequest = z.infer<typeof RecognitionRequest>;

/** The one face in this image is this person. */
export const EnrolmentRequest = z.object({
  ...common,
  kind: z.literal('enrolment'),
  personId: PersonId,
  name: PersonName.optional(),
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

/** An enrolled face is to have an embedding by this model, too. */
export const EmbeddingRequest = z.object({
  ...accepted,
  kind: z.literal('embedding'),
  gallery: GalleryName,
  faceId: z.uuidv7(),
  /** The photograph that it was enrolled with. */
  imageKey: ImageKey,
  model: ModelName,
});
export type EmbeddingRequest = z.infer<typeof EmbeddingRequest>;

/**
 * Gateway -> recognizer, the SQS body (at most 1,024 bytes: the image itself lies in S3).
 * Within v1 only optional fields are added.
 */
export const QueueMessage = z.discriminatedUnion('kind', [
  RecognitionRequest,
  EnrolmentRequest,
  DetectionRequest,
  ComparisonRequest,
  VerificationRequest,
  SearchRequest,
  EmbeddingRequest,
]);
export type QueueMessage = z.infer<typeof QueueMessage>;

/** What SQS is told to accept; the longest possible message fits (a test holds us to it). */
export const MAX_MESSAGE_BYTES = 1024;
