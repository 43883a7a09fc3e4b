import type { ErrorCode } from '@facefleet/contracts';

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
    title: 'The image could not be processed',
    example: 'The image could not be processed. Send it again.',
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
  'service-unavailable': {
    status: 503,
    title: 'Not available at the moment',
    example: 'The image could not be queued. Nothing was accepted: send it again.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    example: 'The error was logged under this request id.',
  },
};
