import type { Scope } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { requireNamedGalleries } from './gallery-access';
import { principalOf } from './principal';
import { SCOPES, SCOPES_BY_DEFAULT } from './scopes.decorator';

/** May this key do this, and in this gallery? Comes after `ApiKeyGuard`, which lets nobody pass unnamed but where all may. */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true; // events come from inside
    const request = context.switchToHttp().getRequest<Request>();
    const principal = principalOf(request);
    if (principal === undefined) return true;
    const anyOf =
      this.reflector.getAllAndOverride<Scope[] | undefined>(SCOPES, [
        context.getHandler(),
        context.getClass(),
      ]) ?? SCOPES_BY_DEFAULT;
    const { scopes } = principal;
    if (!scopes.includes('admin') && !anyOf.some((scope) => scopes.includes(scope))) {
      const wanted = [...new Set<Scope>([...anyOf, 'admin'])].join(' or ');
      throw new ExpectedError(
        'scope-missing',
        `This needs a key with the scope ${wanted}; this key has ${scopes.join(', ')}.`,
      );
    }
    requireNamedGalleries(request);
    return true;
  }
}
