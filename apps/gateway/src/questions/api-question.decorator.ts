import type { ErrorCode } from '@facefleet/contracts';
import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { PendingDto } from '../jobs/pending.dto';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';

const WAITING =
  'Waits for the answer up to a limit; then, or with `Prefer: respond-async`, answers 202 and a `Location` to fetch it from.';

interface Documented {
  summary: string;
  description: string;
  /** What a finished answer looks like. */
  answer: Type;
  answerDescription: string;
  problems: ErrorCode[];
}

/** Documents an operation that asks a question. */
export function ApiQuestion({ summary, description, answer, answerDescription, problems }: Documented) {
  return applyDecorators(
    ApiOperation({ summary, description: `${description} ${WAITING}` }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: 'RFC 7240: `respond-async`, `wait=N` (seconds)',
    }),
    ApiResponse({ status: 200, description: answerDescription, type: answer }),
    ApiResponse({
      status: 202,
      description: 'Accepted; not finished yet. `Location` says where the result will be.',
      type: PendingDto,
    }),
    ApiProblems(...problems, ...KEY_PROBLEMS),
  );
}

type FormField = { type: 'string' | 'integer' | 'number' } & Record<string, unknown>;

/** Documents a multipart form: images, and options that may also be query parameters. */
export function ApiImageForm(
  images: Record<string, string>,
  options: Record<string, FormField>,
  requiredOptions: string[] = [],
) {
  const files = Object.entries(images).map(([name, what]) => [
    name,
    { type: 'string', format: 'binary', description: `${what} JPEG, PNG, WebP, GIF, AVIF or TIFF.`.trim() },
  ]);
  return applyDecorators(
    ApiConsumes('multipart/form-data'),
    ApiBody({
      schema: {
        type: 'object',
        required: [...Object.keys(images), ...requiredOptions],
        properties: { ...(Object.fromEntries(files) as Record<string, FormField>), ...options },
      },
    }),
    ...Object.entries(options).map(([name, schema]) =>
      ApiQuery({ name, required: false, description: 'As the form field.', schema }),
    ),
  );
}

/** Documents how the answer to a question is fetched. */
export function ApiAnswer(what: string, notFound: ErrorCode, succeeded: Type, failed: Type) {
  return applyDecorators(
    ApiExtraModels(succeeded, failed, PendingDto),
    ApiOperation({
      summary: `The result of a ${what}`,
      description: 'Keep asking while the status is `pending`.',
    }),
    ApiResponse({
      status: 200,
      schema: {
        oneOf: [succeeded, failed, PendingDto].map((dto) => ({ $ref: getSchemaPath(dto) })),
      },
    }),
    ApiProblems(...KEY_PROBLEMS, 'request-invalid', notFound, 'service-unavailable'),
  );
}
