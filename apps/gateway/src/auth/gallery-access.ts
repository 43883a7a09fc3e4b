import { ExpectedError } from '@facefleet/platform';
import type { Request } from 'express';
import { type Principal, principalOf } from './principal';

/*
 * A key with a list of galleries reaches no other. Held by four nets, so that one who forgets does no harm:
 * 1. `ScopesGuard` looks at whatever is named `gallery` or `galleries` in path, query and JSON body,
 * 2. the interceptor that takes a multipart form looks at its fields (`requireNamedGalleries` again),
 * 3. a handler for which a gallery is the default calls `requireGallery` once it knows which one it is,
 * 4. `GalleryAccessInterceptor` lets no answer out that names another gallery: results that are asked for by their id.
 * Of 4. the client learns that the id exists, and not of which gallery: ids cannot be guessed.
 */

const FIELDS = ['gallery', 'galleries'];

export function covers(principal: Principal | undefined, gallery: string): boolean {
  return principal?.galleries === undefined || principal.galleries.includes(gallery);
}

/** @throws ExpectedError `gallery-forbidden` */
export function requireGallery(request: Request, gallery: string): void {
  if (!covers(principalOf(request), gallery)) {
    throw new ExpectedError(
      'gallery-forbidden',
      `This key does not cover the gallery ${JSON.stringify(gallery.slice(0, 64))}.`,
    );
  }
}

/**
 * Checks every gallery that a request names as far as it was parsed.
 * @throws ExpectedError `gallery-forbidden`
 */
export function requireNamedGalleries(request: Request): void {
  if (principalOf(request)?.galleries === undefined) return;
  for (const part of [request.params, request.query, request.body] as unknown[]) {
    if (typeof part !== 'object' || part === null) continue;
    for (const field of FIELDS) {
      const named = (part as Record<string, unknown>)[field];
      for (const gallery of Array.isArray(named) ? (named as unknown[]) : [named]) {
        if (typeof gallery === 'string') requireGallery(request, gallery); // what is no text, nobody takes for a name
      }
    }
  }
}
