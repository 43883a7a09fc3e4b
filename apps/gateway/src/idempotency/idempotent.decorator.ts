import type { ErrorCode } from '@facefleet/contracts';
import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { ApiProblems } from '../problems/api-problems.decorator';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { IDEMPOTENCE, type Idempotence } from './idempotence';

const PROBLEMS: ErrorCode[] = [
  'request-invalid',
  'idempotency-key-reused',
  'idempotency-key-in-use',
  'answer-erased',
  'service-unavailable',
];

/**
 * Honours the header `Idempotency-Key`: the same request twice has one effect and one answer. Must stand above
 * `@UseInterceptors(…)` that takes an upload, because the upload is part of what makes a request the same.
 */
export function Idempotent({ resumes = false }: Partial<Idempotence> = {}): MethodDecorator {
  return applyDecorators(
    SetMetadata(IDEMPOTENCE, { resumes } satisfies Idempotence),
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes it safe to send this request again: the same request with the same key has one effect, and is answered as the first time, with `Idempotency-Replayed: true`. Kept for 24 hours, for each API key by itself. An attempt that ended in a 5xx, a 429 or a 400 leaves the key free.',
      schema: {
        type: 'string',
        minLength: 1,
        maxLength: 255,
        example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
      },
    }),
    ApiProblems(...PROBLEMS),
  );
}
