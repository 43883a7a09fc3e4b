import type { Request } from 'express';

/** The secret in `Authorization: Bearer <secret>`. */
export function bearerOf(request: Request): string | undefined {
  const header = request.headers.authorization;
  return header === undefined ? undefined : /^Bearer +([^\s]+) *$/i.exec(header)?.[1];
}
