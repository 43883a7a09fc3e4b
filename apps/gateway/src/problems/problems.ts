import { CLIENT_NAME_RULE, type ErrorCode } from '@facefleet/contracts';

/** The face of each error: its HTTP status and its title. A new code must be added here to compile. */
export const PROBLEMS: Record<ErrorCode, { status: number; title: string; example: string }> = {
  'image-missing': {
    status: 400,
    title: 'The request carries no image',
    example: 'Send the image as the multipart field "image".',
  },
  'image-empty': { status: 400, title: 'The image is empty', example: 'The uploaded file has no bytes.' },
  'image-too-large': {
    status: 413,
    title: 'The image is too large',
    example: 'The upload is larger than 20000000 bytes. Send a smaller image.',
  },
  'image-too-many-pixels': {
    status: 413,
    title: 'The image has too many pixels',
    example:
      'The image has 40000 x 40000 pixels; at most 64000000 in all and 65535 a side are accepted. Scale it down.',
  },
  'image-type-unsupported': {
    status: 415,
    title: 'The upload is not a supported image',
    example: 'Send a JPEG, PNG, WebP, GIF, AVIF or TIFF file.',
  },
  'image-unreadable': {
    status: 422,
    title: 'The image cannot be decoded',
    example: 'The file is damaged or ends too early. Send it again or convert it.',
  },
  'no-face': {
    status: 422,
    title: 'The image shows no face',
    example: 'No face was found. Send a photograph that shows the face from the front.',
  },
  'several-faces': {
    status: 422,
    title: 'The image shows several faces',
    example: 'Send an image in which the person to enrol is by far the largest.',
  },
  'face-unsuitable': {
    status: 422,
    title: 'The face is not fit to be enrolled',
    example: 'The face cannot be enrolled: it is blurred (hold still, and focus on the face).',
  },
  'gallery-model-unavailable': {
    status: 409,
    title: "The gallery's model cannot be used",
    example: 'The gallery was enrolled with a model that is not installed here. Run `npm run models`.',
  },
  'processing-failed': {
    status: 500,
    title: 'The request could not be processed',
    example: 'The request could not be processed. Send it again.',
  },
  'request-invalid': {
    status: 400,
    title: 'The request is not valid',
    example: 'maxFaces: expected a number from 1 to 100.',
  },
  'request-too-large': {
    status: 413,
    title: 'The request is too large',
    example: 'The body is larger than 10000 bytes.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers of the request are too large',
    example: 'The headers have more than 16384 bytes. Send fewer, or shorter ones.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request came too slowly',
    example: 'The body came too slowly or did not end in time. Send it again on a better line.',
  },
  'key-missing': {
    status: 401,
    title: 'No API key',
    example: 'Send your API key in the header "Authorization: Bearer <key>".',
  },
  'key-invalid': {
    status: 401,
    title: 'The API key is not valid',
    example: 'The API key is not known here.',
  },
  'gallery-not-found': {
    status: 404,
    title: 'No such gallery',
    example: 'There is no gallery "staff". Enrolling a first face creates it.',
  },
  'person-not-found': {
    status: 404,
    title: 'No such person',
    example: 'There is no person "ada" in gallery "default".',
  },
  'recognition-not-found': {
    status: 404,
    title: 'No such recognition',
    example: 'There is no recognition with this id.',
  },
  'enrolment-not-found': {
    status: 404,
    title: 'No such enrolment',
    example: 'There is no enrolment with this id.',
  },
  'not-found': { status: 404, title: 'No such resource', example: 'There is nothing at GET /nowhere.' },
  'method-not-allowed': {
    status: 405,
    title: 'There is something else to be done there',
    example: 'PUT cannot be asked of /v1/galleries. Use GET or POST.',
  },
  'service-unavailable': {
    status: 503,
    title: 'Not available at the moment',
    example: 'The request could not be queued. Nothing was accepted: send it again.',
  },
  overloaded: {
    status: 503,
    title: 'More is asked than can be done in time',
    example:
      'More was asked than can be answered within 50 s. This request was not accepted: send it again in 12 s.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    example: 'The error was logged under this request id.',
  },
  'webhook-not-found': {
    status: 404,
    title: 'No such webhook',
    example: 'There is no webhook with this id.',
  },
  'webhook-url-refused': {
    status: 422,
    title: 'The URL cannot be that of a webhook',
    example: 'The host resolves to 10.0.0.7, which is not a public address.',
  },
  'delivery-not-found': {
    status: 404,
    title: 'No such delivery',
    example: 'This webhook has no delivery with this id, or it is no longer on record.',
  },
  'face-not-found': {
    status: 404,
    title: 'No such face',
    example: 'There is no face "019338e2-81d0-7a32-b7a5-6a1d2c9e8f03" in gallery "default".',
  },
  'model-not-found': {
    status: 404,
    title: 'No such model',
    example: 'There is no model "facenet" here. GET /v1/models says which there are.',
  },
  'detection-not-found': {
    status: 404,
    title: 'No such detection',
    example: 'There is no detection with this id.',
  },
  'comparison-not-found': {
    status: 404,
    title: 'No such comparison',
    example: 'There is no comparison with this id.',
  },
  'verification-not-found': {
    status: 404,
    title: 'No such verification',
    example: 'There is no verification with this id.',
  },
  'search-not-found': {
    status: 404,
    title: 'No such search',
    example: 'There is no search with this id.',
  },
  'batch-not-found': { status: 404, title: 'No such batch', example: 'There is no batch with this id.' },
  'upload-key-invalid': {
    status: 400,
    title: 'Not the key of an upload',
    example: 'keys.0: "images/1.jpg" is no key that POST /v1/uploads gave.',
  },
  'scope-missing': {
    status: 403,
    title: 'The API key lacks a scope',
    example: 'This needs a key with the scope enrol or admin; this key has recognize.',
  },
  'gallery-forbidden': {
    status: 403,
    title: 'The API key does not cover this gallery',
    example: 'This key does not cover the gallery "staff".',
  },
  'key-expired': {
    status: 401,
    title: 'The API key has expired',
    example: 'The API key expired on 2026-11-01T00:00:00.000Z. Ask for a new one.',
  },
  'key-not-found': {
    status: 404,
    title: 'No such API key',
    example: 'There is no API key with the id 5e0f3c0a9b1d47e28c6a1f04.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    example: 'This key may send 100 requests a minute. Try again in 12 s.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The idempotency key belongs to another request',
    example: 'This Idempotency-Key came with another request before. Take a new one for each request.',
  },
  'idempotency-key-in-use': {
    status: 409,
    title: 'The first request with this idempotency key is still running',
    example: 'The first request with this Idempotency-Key has not been answered yet. Try again in a moment.',
  },
  'gallery-exists': {
    status: 409,
    title: 'There is such a gallery already',
    example: 'There is a gallery "staff" already.',
  },
  'person-exists': {
    status: 409,
    title: 'There is such a person already',
    example: 'There is a person "ada" in gallery "staff" already.',
  },
  'import-not-found': {
    status: 404,
    title: 'No such import',
    example: 'There is no import with this id in gallery "default".',
  },
  'archive-type-unsupported': {
    status: 415,
    title: 'Not an archive that can be imported',
    example: 'Send a zip, tar or tar.gz file, or a JSON list of uploads.',
  },
  'archive-unreadable': {
    status: 422,
    title: 'The archive cannot be read',
    example: 'The archive is damaged or ends too early. What stands before that point is imported.',
  },
  'person-id-invalid': {
    status: 422,
    title: 'Not the id of a person',
    example: `The folder "Ada Lovelace" cannot be the id of a person: ${CLIENT_NAME_RULE}.`,
  },
  'job-running': {
    status: 409,
    title: 'The job has not ended',
    example: 'The import has not ended. Wait for it, or cancel it first.',
  },
  'dead-letter-not-found': {
    status: 404,
    title: 'No such dead letter',
    example: 'There is no dead letter with the id 019338e2-7c1b-7a52-b1c8-6b1f0e9a4d73.',
  },
  'dead-letter-not-redrivable': {
    status: 409,
    title: 'The dead letter cannot be redriven',
    example:
      'The dead letter cannot be redriven. The gallery "staff" keeps no images (retention "none"): it was deleted with the first result. Send the image again.',
  },
  'erasure-not-found': {
    status: 404,
    title: 'No such erasure',
    example: 'There is no erasure with this id, or it is no longer on record.',
  },
  'answer-erased': {
    status: 410,
    title: 'The answer named somebody who was erased',
    example:
      'The answer to the first request with this Idempotency-Key named somebody who was erased since. Send the request with a new key.',
  },
  'model-change-running': {
    status: 409,
    title: "The gallery's model is being changed",
    example:
      'The gallery is on its way to the model "dlib-resnet-flip". Wait until it is there, or cancel it with DELETE.',
  },
  'fleet-policy-refused': {
    status: 422,
    title: 'The fleet cannot have this policy',
    example: 'minWorkers would be 5 and maxWorkers 2: the minimum is at most the maximum.',
  },
};
