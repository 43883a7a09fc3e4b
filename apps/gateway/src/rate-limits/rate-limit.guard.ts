import { RateCounter } from '@facefleet/cache';
import { ExpectedError } from '@facefleet/platform';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { principalOf } from '../auth/principal';
import { GatewayOptions } from '../config';

/**
 * Every request with a key counts, whatever becomes of it. Says in each answer what is left, as
 * draft-ietf-httpapi-ratelimit-headers has it; of keys without a rate it says nothing.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    @Inject(RateCounter) private readonly counter: RateCounter,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true; // events come from inside
    const http = context.switchToHttp();
    const principal = principalOf(http.getRequest<Request>());
    if (principal === undefined) return true;
    const perMinute = principal.ratePerMinute ?? this.options.ratePerMinute;
    if (perMinute === 0) return true;
    const { allowed, remaining, resetMs } = await this.counter.count(principal.keyId, perMinute);
    const resetS = Math.max(1, Math.ceil(resetMs / 1000));
    const response = http.getResponse<Response>();
    response.setHeader('RateLimit-Policy', `"default";q=${perMinute};w=${RateCounter.WINDOW_S}`);
    response.setHeader('RateLimit', `"default";r=${remaining};t=${resetS}`);
    if (allowed) return true;
    response.setHeader('Retry-After', String(resetS));
    throw new ExpectedError(
      'rate-limited',
      `This key may send ${perMinute} requests a minute. Try again in ${resetS} s.`,
    );
  }
}
