import type { ErrorCode } from '@facefleet/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto';
import { PROBLEMS } from './problems';

const EVERYWHERE: ErrorCode[] = ['internal-error'];

/** How every operation that takes an image can end. */
export const IMAGE_PROBLEMS: ErrorCode[] = [
  'image-missing',
  'image-empty',
  'request-invalid',
  'image-too-large',
  'image-too-many-pixels',
  'image-type-unsupported',
  'image-unreadable',
  'processing-failed',
  'service-unavailable',
];
export const KEY_PROBLEMS: ErrorCode[] = ['key-missing', 'key-invalid'];
const EXAMPLE_REQUEST_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

/** Documents the errors that an operation can end in, each with its example, in one response per status. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...codes, ...EVERYWHERE])) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].map(([status, members]) =>
    ApiResponse({
      status,
      description: members.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('<br>'),
      content: {
        'application/problem+json': {
          schema: { $ref: getSchemaPath(ProblemDto) },
          examples: Object.fromEntries(members.map((code) => [code, { value: exampleOf(code) }])),
        },
      },
    }),
  );
  return applyDecorators(ApiExtraModels(ProblemDto), ...responses);
}

function exampleOf(code: ErrorCode) {
  const { status, title, example: detail } = PROBLEMS[code];
  return {
    type: `urn:facefleet:problem:${code}`,
    title,
    status,
    code,
    detail,
    requestId: EXAMPLE_REQUEST_ID,
  };
}
