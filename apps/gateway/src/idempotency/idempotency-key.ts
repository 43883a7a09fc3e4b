import { ExpectedError } from '@facefleet/platform';

const SHAPE = /^[\x21-\x7e]{1,255}$/;

/**
 * draft-ietf-httpapi-idempotency-key-header wants it in double quotes, most clients send it bare: both mean the same.
 * @throws ExpectedError `request-invalid`
 */
export function parseIdempotencyKey(header: string | string[]): string {
  const text = String(header);
  const key = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (SHAPE.test(key)) return key;
  throw new ExpectedError(
    'request-invalid',
    'Idempotency-Key: send 1 to 255 printable ASCII characters without spaces.',
  );
}
