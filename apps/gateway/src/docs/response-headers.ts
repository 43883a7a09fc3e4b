import type { OpenAPIObject } from '@nestjs/swagger';

export const RESPONSE_HEADERS = {
  Location: 'Where what was created or asked for is, or will be.',
  'Retry-After': 'In how many seconds to try again.',
  'Preference-Applied': '`respond-async`, where the request preferred it (RFC 7240).',
  'Cache-Status': 'Whether the answer was known already (RFC 9211).',
  'Idempotency-Replayed': '`true`: the answer to a request with this `Idempotency-Key` before.',
  RateLimit: 'Requests that are left (`r`), and in how many seconds there are all again (`t`).',
  'RateLimit-Policy':
    'How many requests (`q`) the key may send in how many seconds (`w`); absent without a limit.',
  'WWW-Authenticate': 'That a key is wanted.',
};
type Header = keyof typeof RESPONSE_HEADERS;
const NAMES = Object.keys(RESPONSE_HEADERS) as Header[];

interface Operation {
  operationId?: string;
  parameters?: { name: string }[];
  security?: unknown[];
  responses: Record<string, { headers?: object }>;
}
/** It creates many things, and says of each where it is. */
const WITHOUT_LOCATION = ['createUploadUrl'];

/** Says of every answer which headers it may have: they are set by guards and interceptors, which document nothing. */
export function withResponseHeaders(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path as Record<string, Operation>)) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const names = headersOf(method, operation, Number(status));
        if (names.length > 0) response.headers = Object.fromEntries(names.map((name) => [name, refTo(name)]));
      }
    }
  }
  const described = Object.entries(RESPONSE_HEADERS).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  document.components = { ...document.components, headers: Object.fromEntries(described) as never };
  return document;
}

const refTo = (name: Header) => ({ $ref: `#/components/headers/${name}` });

function headersOf(method: string, operation: Operation, status: number): Header[] {
  const takes = (parameter: string) => operation.parameters?.some(({ name }) => name === parameter) ?? false;
  const creates = method === 'post' && !WITHOUT_LOCATION.includes(operation.operationId ?? '');
  const needsKey = operation.security?.length !== 0;
  const may: Record<Header, boolean> = {
    Location: creates && [201, 202].includes(status),
    'Retry-After':
      [429, 503].includes(status) ||
      (takes('Prefer') && status === 202) ||
      (takes('Idempotency-Key') && status === 409),
    'Preference-Applied': takes('Prefer') && status === 202,
    'Cache-Status': takes('Prefer') && status < 300,
    'Idempotency-Replayed': takes('Idempotency-Key') && isKept(status),
    RateLimit: needsKey && status !== 401,
    'RateLimit-Policy': needsKey && status !== 401,
    'WWW-Authenticate': status === 401,
  };
  return NAMES.filter((name) => may[name]);
}

/** An answer that the same request gets again. */
function isKept(status: number): boolean {
  return status < 500 && ![400, 401, 403, 429].includes(status);
}
