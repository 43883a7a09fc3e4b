import type { ErrorCode } from '@facefleet/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto';
import { PROBLEMS } from './problems';

const EVERYWHERE: ErrorCode[] = ['request-timeout', 'headers-too-large', 'internal-error'];

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
  'overloaded',
];
export const KEY_PROBLEMS: ErrorCode[] = [
  'key-missing',
  'key-invalid',
  'key-expired',
  'scope-missing',
  'gallery-forbidden',
  'rate-limited',
  'service-unavailable',
];
const EXAMPLE_REQUEST_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

const DOCUMENTED = 'facefleet:problems';
/** Where the library keeps what `ApiResponse` says; it exports the name to nobody. */
const RESPONSES = 'swagger/apiResponse';

/**
 * Documents the errors that an operation can end in, each with its example, in one response per status. May be applied
 * several times, by decorators that bring errors of their own.
 */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const described = (descriptor?.value as object | undefined) ?? target;
    const before = (Reflect.getMetadata(DOCUMENTED, described) as ErrorCode[] | undefined) ?? [];
    const all = [...new Set([...before, ...codes, ...EVERYWHERE])];
    Reflect.defineMetadata(DOCUMENTED, all, described);
    forgetResponses(described, before);
    responsesOf(all)(target, key, descriptor);
  };
}

/** Of two responses with one status the library would keep the examples of the second only. */
function forgetResponses(described: object, codes: ErrorCode[]): void {
  const responses = { ...(Reflect.getMetadata(RESPONSES, described) as object | undefined) };
  for (const code of codes) delete responses[String(PROBLEMS[code].status) as never];
  Reflect.defineMetadata(RESPONSES, responses, described);
}

function responsesOf(codes: ErrorCode[]) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
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
