import { z } from 'zod';
import { GalleryName, MAX_FACES, PersonId, PersonName, Sha256 } from './names';
import { MaxFalseMatchRate } from './results';

const common = {
  v: z.literal(1),
  id: z.uuidv7(),
  imageKey: z.string().max(200),
  imageSha256: Sha256,
  gallery: GalleryName,
  /** Version of the gallery that the gateway knew: the recognizer answers from this version or a newer one. */
  galleryVersion: z.string().max(64),
  /** The embedding model of a gallery that nobody has created yet. */
  model: z.string().max(64),
  submittedAtMs: z.number().int(), // Unix time
};

/** Who is in this image? */
export const RecognitionRequest = z.object({
  ...common,
  kind: z.literal('recognition'),
  maxFaces: z.number().int().min(1).max(MAX_FACES),
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

/**
 * Gateway -> recognizer, the SQS body (at most 1,024 bytes: the image itself lies in S3).
 * Within v1 only optional fields are added.
 */
export const QueueMessage = z.discriminatedUnion('kind', [RecognitionRequest, EnrolmentRequest]);
export type QueueMessage = z.infer<typeof QueueMessage>;

/** What SQS is told to accept; the longest possible message fits (a test holds us to it). */
export const MAX_MESSAGE_BYTES = 1024;
