import { ExpectedError } from '@facefleet/platform';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { map, type Observable } from 'rxjs';
import { covers } from './gallery-access';
import { principalOf } from './principal';

/** No answer that names a gallery reaches a key that does not cover it; see gallery-access.ts. */
@Injectable()
export class GalleryAccessInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const principal =
      context.getType() === 'http' ? principalOf(context.switchToHttp().getRequest<Request>()) : undefined;
    if (principal?.galleries === undefined) return next.handle();
    return next.handle().pipe(
      map((answer: unknown) => {
        const gallery = galleryOf(answer);
        if (gallery === undefined || covers(principal, gallery)) return answer;
        throw new ExpectedError(
          'gallery-forbidden',
          'This belongs to a gallery that this key does not cover.',
        );
      }),
    );
  }
}

/** Of an answer, or of a server-sent event, which has it one level deeper. */
function galleryOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { gallery, data } = answer as { gallery?: unknown; data?: unknown };
  if (typeof gallery === 'string') return gallery;
  return data === undefined ? undefined : galleryOf(data);
}
