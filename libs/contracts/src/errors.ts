import { z } from 'zod';

/**
 * Every reason for which a request can fail. Clients switch on these, so a code never changes its meaning.
 * Codes of `ImageProblem` can also stand in a stored result: they are permanent properties of the image.
 */
export const ImageProblem = z.enum([
  'image-missing',
  'image-empty',
  'image-too-large',
  'image-too-many-pixels',
  'image-type-unsupported',
  'image-unreadable',
]);
export type ImageProblem = z.infer<typeof ImageProblem>;

export const JobProblem = z.enum([
  ...ImageProblem.options,
  'no-face',
  'several-faces',
  'face-unsuitable',
  'gallery-model-unavailable',
  'processing-failed',
  'person-not-found',
  'face-not-found',
  'gallery-not-found',
]);
export type JobProblem = z.infer<typeof JobProblem>;

export const ErrorCode = z.enum([
  ...JobProblem.options,
  'request-invalid',
  'request-too-large',
  'headers-too-large',
  'request-timeout',
  'key-missing',
  'key-invalid',
  'recognition-not-found',
  'enrolment-not-found',
  'not-found',
  'method-not-allowed',
  'service-unavailable',
  'overloaded',
  'internal-error',
  'webhook-not-found',
  'webhook-url-refused',
  'delivery-not-found',
  'model-not-found',
  'detection-not-found',
  'comparison-not-found',
  'verification-not-found',
  'search-not-found',
  'batch-not-found',
  'upload-key-invalid',
  'scope-missing',
  'gallery-forbidden',
  'key-expired',
  'key-not-found',
  'rate-limited',
  'idempotency-key-reused',
  'idempotency-key-in-use',
  'gallery-exists',
  'person-exists',
  'import-not-found',
  'archive-type-unsupported',
  'archive-unreadable',
  'person-id-invalid',
  'model-change-running',
  'fleet-policy-refused',
  'job-running',
  'dead-letter-not-found',
  'dead-letter-not-redrivable',
  'erasure-not-found',
  'answer-erased',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
