import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const IS_PUBLIC = 'facefleet:public';
/** Tells `documentScopes` which operations need no key; not part of the published document. */
export const PUBLIC_EXTENSION = 'x-public';

/** Needs no key. */
export function Public(): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(IS_PUBLIC, true), ApiExtension(PUBLIC_EXTENSION, true));
}
