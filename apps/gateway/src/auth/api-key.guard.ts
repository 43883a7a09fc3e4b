import { ExpectedError } from '@facefleet/platform';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { GatewayOptions } from '../config';
import { IS_PUBLIC } from './public.decorator';

/** Asks for `Authorization: Bearer <key>` everywhere but where a handler is `@Public()`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(GatewayOptions) options: GatewayOptions,
  ) {
    this.expected = Buffer.from(options.adminKeySha256, 'hex');
  }

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true; // events come from inside
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const header = context.switchToHttp().getRequest<Request>().headers.authorization;
    const key = header === undefined ? undefined : /^Bearer +([^\s]+) *$/i.exec(header)?.[1];
    if (key === undefined) {
      throw new ExpectedError(
        'key-missing',
        'Send your API key in the header "Authorization: Bearer <key>".',
      );
    }
    // Equal lengths by hashing, so the comparison takes the same time whatever was sent.
    if (!timingSafeEqual(createHash('sha256').update(key).digest(), this.expected)) {
      throw new ExpectedError('key-invalid', 'The API key is not known here.');
    }
    return true;
  }
}
