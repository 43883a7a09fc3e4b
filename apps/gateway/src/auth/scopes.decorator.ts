import type { Scope } from '@facefleet/contracts';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const SCOPES = 'facefleet:scopes';
export const SCOPES_EXTENSION = 'x-scopes';

/** What a handler needs of which nobody said anything: rather too much than too little. */
export const SCOPES_BY_DEFAULT: Scope[] = ['admin'];

/**
 * Needs a key with any of these scopes; a key with `admin` always suffices. On a handler it replaces what its controller
 * says. The API's document says so, too.
 */
export function Scopes(...anyOf: [Scope, ...Scope[]]): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(SCOPES, anyOf), ApiExtension(SCOPES_EXTENSION, anyOf));
}
