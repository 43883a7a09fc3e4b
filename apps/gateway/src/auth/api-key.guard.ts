import { ExpectedError } from '@facefleet/platform';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { LastUsed } from '../keys/last-used';
import { bearerOf } from './bearer';
import { setPrincipal } from './principal';
import { Principals } from './principals';
import { IS_PUBLIC } from './public.decorator';

/** Asks for `Authorization: Bearer <key>` everywhere but where a handler is `@Public()`, and finds out whose key it is. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Principals) private readonly principals: Principals,
    @Inject(LastUsed) private readonly lastUsed: LastUsed,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true; // events come from inside
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const request = context.switchToHttp().getRequest<Request>();
    const secret = bearerOf(request);
    if (secret === undefined) {
      throw new ExpectedError(
        'key-missing',
        'Send your API key in the header "Authorization: Bearer <key>".',
      );
    }
    const principal = await this.principals.identify(secret);
    setPrincipal(request, principal);
    this.lastUsed.note(principal.keyId);
    return true;
  }
}
