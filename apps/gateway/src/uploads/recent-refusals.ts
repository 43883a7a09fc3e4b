import type { ExpectedError } from '@facefleet/platform';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';

/** Short, beside what it takes until there is room again. */
const REMEMBERED_MS = 200;
const MOST_REMEMBERED = 1_000;

/**
 * Who was refused a moment ago is told the same again, before anything is looked at: by key and path. Refusals are to cost
 * next to nothing, or a process that is asked far too much would do little else.
 */
export class RecentRefusals {
  private readonly refusals = new LRUCache<string, ExpectedError>({
    max: MOST_REMEMBERED,
    ttl: REMEMBERED_MS,
  });

  remember(request: Request, refusal: ExpectedError): void {
    this.refusals.set(nameOf(request), refusal);
  }

  of(request: Request): ExpectedError | undefined {
    if (request.method !== 'POST' || this.refusals.size === 0) return undefined;
    return this.refusals.get(nameOf(request));
  }
}

/** Keys are kept nowhere as they are. */
function nameOf({ headers, originalUrl }: Request): string {
  const key = createHash('sha256')
    .update(headers.authorization ?? '')
    .digest('base64');
  return `${key} ${originalUrl.split('?')[0]}`;
}
