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
]);
export type JobProblem = z.infer<typeof JobProblem>;

export const ErrorCode = z.enum([
  ...JobProblem.options,
  'request-invalid',
  'request-too-large',
  'key-missing',
  'key-invalid',
  'gallery-not-found',
  'person-not-found',
  'recognition-not-found',
  'enrolment-not-found',
  'not-found',
  'service-unavailable',
  'internal-error',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
