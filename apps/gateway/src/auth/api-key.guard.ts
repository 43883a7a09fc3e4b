import { Clock, ExpectedError } from '@facefleet/platform';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { GatewayOptions } from '../config';
import { KnownKeys } from '../keys/known-keys';
import { LastUsed } from '../keys/last-used';
import { ROOT_PRINCIPAL } from '../keys/root-key';
import { bearerOf } from './bearer';
import { type Principal, setPrincipal } from './principal';
import { IS_PUBLIC } from './public.decorator';

/** Asks for `Authorization: Bearer <key>` everywhere but where a handler is `@Public()`, and finds out whose key it is. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly rootSha256: Buffer;

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(KnownKeys) private readonly keys: KnownKeys,
    @Inject(LastUsed) private readonly lastUsed: LastUsed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(GatewayOptions) options: GatewayOptions,
  ) {
    this.rootSha256 = Buffer.from(options.adminKeySha256, 'hex');
  }

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
    const principal = await this.identify(secret);
    setPrincipal(request, principal);
    this.lastUsed.note(principal.keyId);
    return true;
  }

  /** @throws ExpectedError `key-invalid`, `key-expired`, `service-unavailable` */
  private async identify(secret: string): Promise<Principal> {
    // Equal lengths by hashing, so the comparison takes the same time whatever was sent.
    if (timingSafeEqual(createHash('sha256').update(secret).digest(), this.rootSha256)) return ROOT_PRINCIPAL;
    const key = await this.keys.bySecret(secret);
    if (key === undefined) {
      throw new ExpectedError('key-invalid', 'The API key is not known here.');
    }
    if (key.expiresAt !== null && Date.parse(key.expiresAt) <= this.clock.nowMs()) {
      throw new ExpectedError('key-expired', `The API key expired on ${key.expiresAt}. Ask for a new one.`);
    }
    const { id, scopes, galleries, ratePerMinute } = key;
    return {
      keyId: id,
      scopes,
      galleries: galleries ?? undefined,
      ratePerMinute: ratePerMinute ?? undefined,
    };
  }
}
